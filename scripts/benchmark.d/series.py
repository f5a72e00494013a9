"""The input: a published series of figures, cut or multiplied to a number of rows, and its revision."""

import gzip
import os

from cluster import REPOSITORY

FOLDER = os.path.join(REPOSITORY, "Tests/Data/unsd-sdg-full-2019-12-22")
ROWS = 843_241
# One row in so many is changed by a revision.
REVISED = 25

OPTIONS = [
    "--map", "indicator=series", "--map", "area=geo_area", "--map", "period=year", "--map", "breakdown=dimensions",
    "--breakdown-separator", ";", "--ignore", "nature", "--ignore", "units", "--missing", "N=printed as N",
    "--missing", "NV=printed as NV", "--normalise", "comparisons", "--set", "document=UNSD",
]


def _lines():
    with gzip.open(FOLDER + "/observations.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from file


def write_indicators(path, rows):
    """The indicators that `rows` rows use: each further copy of the series has codes of its own."""
    with open(FOLDER + "/import/indicators.csv", encoding="utf-8", newline="") as source:
        header, *indicators = source.readlines()
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(header)
        for copy in range(-(-rows // ROWS)):
            for line in indicators:
                code, rest = line.split(",", 1)
                file.write(f"{_code(code, copy)},{rest}")


def write_observations(path, rows):
    """Answers the figure to ask for: the middle one of what is written."""
    written = 0
    figure = None
    with open(path, "w", encoding="utf-8", newline="") as file:
        for copy in range(-(-rows // ROWS)):
            lines = _lines()
            header = next(lines)
            if copy == 0:
                file.write(header)
            for line in lines:
                if written == rows:
                    return figure
                code, rest = line.split(",", 1)
                file.write(f"{_code(code, copy)},{rest}")
                written += 1
                if written == (rows + 1) // 2:
                    figure = _figure(_code(code, copy), rest)
    return figure


def write_revision(source, path):
    """Changes one value in REVISED: appends a digit where there is a decimal point. Answers how many."""
    revised = 0
    eligible = 0
    with open(source, encoding="utf-8", newline="") as old, open(path, "w", encoding="utf-8", newline="") as new:
        new.write(next(old))
        for number, line in enumerate(old):
            text = line.rstrip("\r\n")
            value = text.rsplit(",", 1)[1]
            eligible += number % REVISED == 0
            # A row without a decimal point leaves its turn to the next that has one.
            if revised < eligible and "." in value and value[-1].isdigit():
                new.write(text + "1" + line[len(text):])
                revised += 1
            else:
                new.write(line)
    return revised


def _code(code, copy):
    return f"{code}_{copy + 1}" if copy else code


def _figure(code, rest):
    area, year, *_, dimensions, _ = rest.rstrip("\r\n").split(",")
    return f"{code}@{area}@{year}" + ("@" + dimensions.replace(";", ",") if dimensions else "")
