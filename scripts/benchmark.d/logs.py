"""Whole logs: importing, revising, replaying."""

import os
import subprocess

import series
from cluster import REPOSITORY, Failure
from lines import Line

CLAIM = "C21#giga-countries"


class Input:
    """The files of one size."""

    def __init__(self, folder, rows):
        self.rows = rows
        self.observations = f"{folder}/observations-{rows}.csv"
        self.revision = f"{folder}/revision-{rows}.csv"
        self.indicators = f"{folder}/indicators-{rows}.csv"
        self.figure = series.write_observations(self.observations, rows)
        series.write_indicators(self.indicators, rows)
        self.revised = series.write_revision(self.observations, self.revision)


def make_ledger(programs, ledger, given):
    """A ledger with the Council document C21 and the codes that the figures need."""
    programs.tally("init", ledger=ledger)
    subprocess.run([REPOSITORY + "/scripts/load-c21", "--ledger", ledger], check=True, stdout=subprocess.DEVNULL,
                   env=programs.cluster.environment | {"TALLY": programs.tally_path})
    for kind, path in (("units", series.FOLDER + "/import/units.csv"), ("areas", series.FOLDER + "/import/areas.csv"),
                       ("indicators", given.indicators)):
        programs.tally("import", kind, path, ledger=ledger)
    # Saved, so that the first question after an import catches them up.
    programs.tally("status", ledger=ledger)
    programs.cluster.settle()


def import_figures(programs, ledger, path, published):
    return programs.tally("import", "measurements", path, *series.OPTIONS, "--published-at", published,
                          ledger=ledger)


def events(cluster, ledger):
    return int(cluster.sql(f'SELECT last_position FROM "{ledger}".head();'))


def copy_in(programs, ledger, file):
    """Seconds to fill an empty table of the log's definition with the log's own rows, committed."""
    cluster = programs.cluster
    cluster.drop_schema("reference")
    cluster.sql_file("reference.sql", ledger=ledger)
    cluster.settle()
    seconds = programs.run(programs.copy, "in", cluster.connection, "reference.events", file).seconds
    if cluster.sql("SELECT count(*) FROM reference.events;") != str(events(cluster, ledger)):
        raise Failure("the reference table has not the rows of the log")
    cluster.drop_schema("reference")
    return seconds


def measure_imports(programs, given, repetitions, memory, say):
    """Leaves the last ledger in place. Answers its name and the lines."""
    cluster = programs.cluster
    file = cluster.work + "/rows"
    imported = Line("Import", "A file of figures", "rows/s", budgets=[("ratio", 0.5), ("least", 150_000)],
                    against="binary COPY of the same sorted rows into the same table")
    revised = Line("Import", f"The same, 1 in {series.REVISED} changed", "rows/s", budgets=[("least", 250_000)])
    status = Line("Questions", "Status, after an import", "ms", budgets=[("most", 100)])
    peak = Line("Memory", "Import", "MB", budgets=[("most", 150)])
    peak_revision = Line("Memory", "Import of a revision", "MB", budgets=[("most", 150)])
    memory += [peak, peak_revision]
    ledger = ""
    for turn in range(repetitions):
        say(f"import {turn + 1} of {repetitions}")
        if ledger:
            cluster.drop_schema(ledger)
        ledger = f"measured{turn + 1}"
        make_ledger(programs, ledger, given)
        before = events(cluster, ledger)
        run = import_figures(programs, ledger, given.observations, "2019-12-22")
        # One event a row, and one for the import itself.
        _expect(events(cluster, ledger) - before, given.rows + 1, "The import")
        imported.values.append(given.rows / run.seconds)
        peak.values.append(run.megabytes)
        status.values.append(programs.tally("status", ledger=ledger).seconds * 1000)
        programs.run(programs.tool("psql"), "-X", "-q", "-d", cluster.connection, "-c",
                     f'\\copy "{ledger}".events to \'{file}\' (format binary)')
        imported.reference.append(given.rows / copy_in(programs, ledger, file))
        os.remove(file)
        cluster.settle()
        before = events(cluster, ledger)
        run = import_figures(programs, ledger, given.revision, "2020-12-22")
        _expect(events(cluster, ledger) - before, given.revised + 1, "The revision")
        revised.values.append(given.rows / run.seconds)
        peak_revision.values.append(run.megabytes)
    return ledger, [imported, revised], status


def _expect(found, wanted, what):
    if found != wanted:
        raise Failure(f"{what} made {found} events, not {wanted}: what was measured is not what was meant")


def measure_replay(programs, ledger, repetitions, memory, say):
    cluster = programs.cluster
    count = events(cluster, ledger)
    line = Line("Replay", "Checked, hashed and folded", "events/s", budgets=[("ratio", 0.5), ("least", 600_000)],
                against="COPY TO of the events as they lie, read by a C program")
    alike = Line("Replay, the same rows", "Checked, hashed and folded", "events/s",
                 against="COPY TO of what it reads: with the appends, subject by subject")
    peak = Line("Memory", "Replay", "MB", budgets=[("most", 150)])
    memory.append(peak)
    # The first of all reads what is not in memory yet, for whoever comes first.
    copy_out(programs, ledger)
    for turn in range(repetitions):
        say(f"replay {turn + 1} of {repetitions}")
        run = programs.tally("replay", "--check", ledger=ledger)
        line.values.append(count / run.seconds)
        peak.values.append(run.megabytes)
        line.reference.append(count / copy_out(programs, ledger))
        alike.reference.append(count / copy_out(programs, ledger, SUBJECT_BY_SUBJECT))
    alike.values = line.values
    return [line, alike]


EVENTS = '"{ledger}".events'
SUBJECT_BY_SUBJECT = """(
  SELECT e.position, a.id, a.recorded_at, a.recorded_by, a.origin, e.kind, e.subject, e.version, e.data, e.basis
  FROM "{ledger}".events e JOIN "{ledger}".appends a ON a.number = e.append_number
  ORDER BY e.subject, e.version)"""


def copy_out(programs, ledger, rows=EVENTS):
    return programs.run(programs.copy, "out", programs.cluster.connection, rows.format(ledger=ledger)).seconds
