"""The benchmark's options, its order and what it prints."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time

import series
from appends import measure_appends
from cluster import REPOSITORY, Cluster, Failure
from growth import measure_growth
from lines import table
from logs import Input, make_ledger, import_figures, measure_imports, measure_replay
from machine import describe, sentence, syncs
from peers import measure_peers
from programs import Programs
from questions import measure_lists, measure_questions

PARTS = ("import", "replay", "questions", "appends", "peers", "growth")


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark",
        description="Measures tally against what PostgreSQL can do on this machine, in one run, on a throw-away "
                    "cluster. TALLY names a program other than the release build.")
    parser.add_argument("--rows", type=int, default=series.ROWS, help="rows to import (default: %(default)s)")
    parser.add_argument("--repetitions", type=int, default=3, help="of each measurement (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=3, help="that a run of small appends lasts")
    parser.add_argument("--only", metavar="PART", nargs="+", choices=PARTS, help="some of: " + ", ".join(PARTS))
    parser.add_argument("--full", action="store_true", help="also the growth up to 10 million events")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000],
                        help="rows of each step of the growth")
    parser.add_argument("--check", action="store_true", help="end with code 1 if a budget is missed")
    parser.add_argument("-o", "--output", metavar="FILE", help="write every value as JSON")
    options = parser.parse_args()
    if min(options.rows, options.repetitions, options.seconds, *options.sizes) < 1:
        parser.error("sizes are at least 1")
    options.parts = options.only or [part for part in PARTS if part != "growth" or options.full]
    return options


def program():
    if "TALLY" in os.environ:
        return os.path.abspath(os.environ["TALLY"])
    built = subprocess.run([REPOSITORY + "/scripts/build"], check=True, stdout=subprocess.PIPE, text=True)
    return built.stdout.strip()


def say(text):
    print(f"\r\033[K{text} …" if sys.stderr.isatty() else f"{text} …", end="" if sys.stderr.isatty() else "\n",
          file=sys.stderr, flush=True)


def measure(programs, options):
    """Every line, and what is measured at several sizes."""
    lines, memory, status, growth = [], [], [], []
    parts = options.parts
    entry = None
    if {"import", "replay", "questions"} & set(parts):
        say("the input")
        given = Input(programs.cluster.work, options.rows)
        if "import" in parts:
            ledger, found, first = measure_imports(programs, given, options.repetitions, memory, say)
            lines += found
            status.append(first)
        else:
            ledger = "measured"
            make_ledger(programs, ledger, given)
            import_figures(programs, ledger, given.observations, "2019-12-22")
        entry = programs.cluster.sql(
            f'SELECT round(avg(octet_length(entry))) FROM "{ledger}".entries WHERE position % 10 = 0;')
        if "replay" in parts:
            lines += measure_replay(programs, ledger, options.repetitions, memory, say)
        if "questions" in parts:
            lines += measure_questions(programs, ledger, given.figure, 10 * options.repetitions, memory, say)
            lines += status + measure_lists(programs, ledger, memory, say)
        else:
            lines += status
        programs.cluster.drop_schema(ledger)
    if "appends" in parts:
        lines += measure_appends(programs, options.repetitions, options.seconds, say)
    if "peers" in parts:
        lines += measure_peers(programs, options.repetitions, options.seconds, say)
    if "growth" in parts:
        growth = measure_growth(programs, options.sizes, say)
    return lines + memory, entry, growth


def main():
    options = arguments()
    # A run that is ended leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tally = program()
    started = time.monotonic()
    with Cluster() as cluster:
        programs = Programs(cluster, tally)
        machine = describe(cluster, tally)
        lines, entry, growth = measure(programs, options)
        # Small appends follow the disk: where both ends of a run differ much, they are to be measured again.
        machine["syncs_per_second_at_the_end"] = syncs(cluster.work)
        machine["load_at_the_end"] = round(os.getloadavg()[0], 2)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    print(sentence(machine))
    if entry:
        print(f"{options.rows:,} rows; an entry has {entry} bytes on average.")
    print(f"Medians of {options.repetitions} or more; spread is half the range; "
          "the ratio is the speed as a share\nof the reference's; ! is a budget that is missed.")
    print(table(lines))
    if growth:
        print(growth.table())
    missed = [line for line in lines if not all(met for _, _, met in line.verdicts())]
    print(f"\n{len(missed)} of {sum(bool(line.budgets) for line in lines)} lines miss a budget; "
          f"{time.monotonic() - started:.0f} s.")
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            json.dump({"machine": machine, "rows": options.rows, "entry_bytes": entry and int(entry),
                       "lines": [line.as_json() for line in lines],
                       "growth": growth.as_json() if growth else None}, file, indent=1, ensure_ascii=False)
            file.write("\n")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (Failure, subprocess.CalledProcessError) as failure:
        sys.exit(f"The benchmark failed: {failure}")
