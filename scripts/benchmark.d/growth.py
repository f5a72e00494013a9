"""The same work at several sizes: what grows with the ledger, and what does not."""

from logs import CLAIM, Input, copy_out, events, import_figures, make_ledger

WORK = ("import", "replay", "figure", "audit", "catch up", "status", "rebuild")


class Growth:
    """One row a size: seconds and megabytes of each piece of work.

    Statuses are caught up by the first question after the import, read when they are saved, and rebuilt from the log.
    """

    def __init__(self):
        self.rows = []

    def as_json(self):
        return self.rows

    def table(self):
        text = ["", f"{'Growth':<10}" + "".join(f"{work:>10}" for work in WORK), "-" * 80]
        for row in self.rows:
            text.append(f"{row['events']:>10,}" + "".join(f"{_seconds(row[work]['seconds']):>10}" for work in WORK))
            text.append(" " * 10 + "".join(f"{row[work]['megabytes']:>7.0f} MB" for work in WORK))
        return "\n".join(text)


def _seconds(value):
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def measure_growth(programs, sizes, say):
    growth = Growth()
    for size in sizes:
        say(f"growth, {size:,} rows")
        ledger = f"grown{size}"
        given = Input(programs.cluster.work, size)
        make_ledger(programs, ledger, given)
        runs = {"import": import_figures(programs, ledger, given.observations, "2019-12-22")}
        runs["catch up"] = programs.tally("status", ledger=ledger)
        copy_out(programs, ledger)
        runs["replay"] = programs.tally("replay", "--check", ledger=ledger)
        for work, words in (("figure", ["figure", given.figure]), ("audit", ["audit", CLAIM]), ("status", ["status"]),
                            ("rebuild", ["rebuild"])):
            tried = [programs.tally(*words, ledger=ledger, accept=(0, 2)) for _ in range(5)]
            runs[work] = sorted(tried, key=lambda run: run.seconds)[2]
        growth.rows.append({"rows": size, "events": events(programs.cluster, ledger)} | {
            work: {"seconds": run.seconds, "megabytes": round(run.megabytes, 1)} for work, run in runs.items()})
        programs.cluster.drop_schema(ledger)
    return growth
