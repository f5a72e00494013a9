"""Counts members from the files alone: who was certainly and perhaps one at the end of each year, or on a given day.

A line is `GROUP DAY CERTAIN UNCERTAIN JOINED LEFT`; the last two are of the year until that day.
"""
import csv, datetime, os, sys

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lists")


def rows(name):
    with open(os.path.join(folder, name), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def days(text):
    """The first and the last day that a date can be."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return (datetime.date(*parts),) * 2
    return datetime.date(parts[0], 1, 1), datetime.date(parts[0], 12, 31)


members = {"LDC": {}, "EU": {}, "OECD": {}, "GATT": {}}
for row in rows("ldc-2024-10-28.csv"):
    members["LDC"][row["Code"]] = (days(row["Year-Of-Inclusion"]), None)
for row in rows("graduated-ldcs-2024-10-28.csv"):
    members["LDC"][row["Code"]] = (days(row["Year-Of-Inclusion"]), days(row["Graduation"]))
for row in rows("eustates.csv"):
    members["EU"][row["iso2c"]] = (days(row["date"]), days("2020-02-01") if row["iso2c"] == "GB" else None)
for name, column in [("oecd-2021-10-28.csv", "Accession"), ("oecd-2019-02-26.csv", "Ratification")]:
    for row in rows(name):
        members["OECD"][row["Code"]] = (days(row[column]), None)
for row in rows("gatt-members.csv"):
    members["GATT"][row["iso3c"] or row["country"]] = (days(row["date"]), None)

asked = [datetime.date.fromisoformat(word) for word in sys.argv[1:]]
for group, spans in members.items():
    first = min(start[0].year for start, _ in spans.values())
    for day in sorted([datetime.date(year, 12, 31) for year in range(first, 2025)] + asked):
        certain = [m for m, (a, b) in spans.items() if a[1] <= day and (b is None or day < b[0])]
        perhaps = [m for m, (a, b) in spans.items() if a[0] <= day and (b is None or day < b[1])]
        joined = [m for m, (a, _) in spans.items() if a[1].year == day.year and a[1] <= day]
        left = [m for m, (_, b) in spans.items() if b and b[1].year == day.year and b[1] <= day]
        print(group, day, len(certain), len(perhaps) - len(certain), len(joined), len(left))
