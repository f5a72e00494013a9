"""Counts the instructions that an event costs the program, which no other load on the machine changes."""

import argparse
import json
import os
import re
import subprocess
import sys

import series
from cluster import Cluster, Failure
from main import program, say
from programs import FOLDER

SIZES = (10_000, 20_000)
LIMITS = FOLDER + "/instructions.json"
# Dates and ids differ from run to run, and so do the pieces in which the answers of the server arrive.
TOLERANCE = 0.04


class Counter:
    def __init__(self, cluster, tally):
        self.cluster = cluster
        self.tally = tally
        self.preload = cluster.work + "/sigsuspend.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", self.preload, FOLDER + "/sigsuspend.c"], check=True)

    def run(self, *words, profile="count"):
        """Instructions of one command; its profile stays in the run's folder."""
        out = f"{self.cluster.work}/{profile}.callgrind"
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out, self.tally, *words]
        outcome = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
                                 env=self.cluster.environment | {"LD_PRELOAD": self.preload})
        counted = re.search(r"Collected : ([0-9]+)", outcome.stderr)
        if outcome.returncode != 0 or not counted:
            raise Failure(f"tally {words[0]} under valgrind ended with {outcome.returncode}: {outcome.stderr[-500:]}")
        return int(counted.group(1))

    def plain(self, *words):
        subprocess.run([self.tally, *words], check=True, stdout=subprocess.DEVNULL, env=self.cluster.environment)

    def top(self, profile, count):
        """The functions in which most instructions are spent, with their shares."""
        listed = subprocess.run(["callgrind_annotate", f"{self.cluster.work}/{profile}.callgrind"],
                                capture_output=True, text=True, check=True).stdout
        names = re.findall(r"^ *[0-9,]+ \( *([0-9.]+)%\)  +(?:[^ :]*:)?(.*?)(?: \[.*\])?$", listed, re.MULTILINE)
        text = "\n".join(f"{float(share):5.1f} %  {name}" for share, name in names if "PROGRAM TOTALS" not in name)
        plain = subprocess.run(["swift", "demangle", "--simplified"], input=text, capture_output=True, text=True,
                               check=True).stdout
        return "\n".join(line[:110] for line in plain.splitlines()[:count])


def count(counter):
    """Instructions by piece of work."""
    work = counter.cluster.work
    start = counter.run("--version")
    imports, replays = [], []
    for size in SIZES:
        say(f"{size:,} events")
        ledger = f"counted{size}"
        figure = series.write_observations(work + "/observations.csv", size)
        series.write_indicators(work + "/indicators.csv", size)
        counter.plain("init", "--ledger", ledger)
        for kind, path in (("units", series.FOLDER + "/import/units.csv"),
                           ("areas", series.FOLDER + "/import/areas.csv"),
                           ("indicators", work + "/indicators.csv")):
            counter.plain("import", kind, path, "--ledger", ledger)
        imports.append(counter.run("import", "measurements", work + "/observations.csv", *series.OPTIONS,
                                   "--published-at", "2019-12-22", "--ledger", ledger, profile="import"))
        replays.append(counter.run("replay", "--check", "--ledger", ledger, profile="replay"))
    say("one figure")
    asked = counter.run("figure", figure, "--ledger", ledger, profile="figure")
    more = SIZES[1] - SIZES[0]
    return {
        "import, an event": (imports[1] - imports[0]) // more,
        "replay, an event": (replays[1] - replays[0]) // more,
        "one figure, beyond the start": asked - start,
        "start of the program": start,
    }


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/count-instructions",
        description="Counts instructions with valgrind and ends with code 1 if a piece of work takes more than "
                    f"{TOLERANCE:.0%} over its limit. TALLY names a program other than the release build.")
    parser.add_argument("--write", action="store_true", help="make the counts the new limits")
    parser.add_argument("--top", type=int, metavar="N", help="show the N functions that import and replay spend most in")
    options = parser.parse_args()
    tally = program()
    with Cluster() as cluster:
        counter = Counter(cluster, tally)
        found = count(counter)
        profiles = {name: counter.top(name, options.top) for name in ("import", "replay")} if options.top else {}
    limits = {}
    if os.path.exists(LIMITS):
        with open(LIMITS, encoding="utf-8") as file:
            limits = json.load(file)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    print(f"{'Instructions':<32}{'counted':>14}{'limit':>14}\n" + "-" * 60)
    exceeded = []
    for name, value in found.items():
        limit = limits.get(name)
        if limit and value > limit * (1 + TOLERANCE):
            exceeded.append(name)
        print(f"{name:<32}{value:>14,}{limit or 0:>14,}" + (" !" if name in exceeded else ""))
    for name, profile in profiles.items():
        print(f"\nMost of {name} is spent in\n{profile}")
    if options.write:
        with open(LIMITS, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
            file.write("\n")
        return 0
    if exceeded:
        print(f"\nMore than {TOLERANCE:.0%} over the limit: {', '.join(exceeded)}.\n"
              "Find out why, or make the counts the new limits with --write and say why in the commit.")
    return 1 if exceeded else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (Failure, subprocess.CalledProcessError) as failure:
        sys.exit(f"The count failed: {failure}")
