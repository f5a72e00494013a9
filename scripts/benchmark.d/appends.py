"""Small appends: one event, or a thousand, a commit."""

import os
import re
import subprocess

from cluster import Failure
from lines import Line
from programs import FOLDER

CLIENTS = (1, 8, 16, 32)
LEDGER = "appended"
# A real event's parts.
PAYLOAD = {
    "ledger": LEDGER,
    "hash": "\\x" + "5a" * 32,
    "indicator": "figure/benchmark-indicator",
    "origin": "benchmark/0123456789abcdef0123456789abcdef",
    "data": '{"value":"26703.248"}',
    "basis": '{"line":"4382","published_at":"2019-12-22T23:59:59.999999Z","source":"UNSD"}',
}


class Appends:
    """A ledger and two stores without its promises, side by side."""

    def __init__(self, programs):
        self.programs = programs
        self.cluster = programs.cluster
        programs.tally("init", ledger=LEDGER)
        for name in ("reference", "category"):
            self.cluster.drop_schema(name)
        self.cluster.sql_file("reference.sql", ledger=LEDGER)
        self.cluster.sql(_filled("category.sql"))

    def rate(self, script, clients, seconds):
        """Transactions a second."""
        path = f"{self.cluster.work}/{script}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(_filled(script))
        command = [self.programs.tool("pgbench"), "-n", "-M", "prepared", "-f", path, "-c", str(clients),
                   "-j", str(min(2, clients)), "-T", str(seconds), self.cluster.connection]
        outcome = subprocess.run(command, capture_output=True, text=True, env=self.cluster.environment, check=False)
        rate = re.search(r"^tps = ([0-9.]+)", outcome.stdout, re.MULTILINE)
        if outcome.returncode != 0 or not rate or "aborted" in outcome.stderr:
            raise Failure(f"pgbench failed with {script}: {outcome.stderr.strip()[-500:]}")
        return float(rate.group(1))


def _filled(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return re.sub(r"\{\{(\w+)\}\}", lambda match: PAYLOAD[match.group(1)], file.read())


def measure_appends(programs, repetitions, seconds, say):
    appends = Appends(programs)
    plain, ordered = [], []
    for clients in CLIENTS:
        name = "1 client" if clients == 1 else f"{clients} clients"
        share = {1: [("ratio", 0.6)], 32: [("ratio", 0.15)]}.get(clients, [])
        line = Line("Appends of one event", name, "events/s", budgets=share,
                    against="both rows in one INSERT, without lock or check")
        plain.append(line)
        line = Line("Appends, all in one category", name, "events/s", budgets=[("ahead", 1)],
                    against="a store that locks the category, with the same checks")
        ordered.append(line)
        for turn in range(repetitions):
            say(f"appends of {name}, {turn + 1} of {repetitions}")
            ours = appends.rate("append-one.sql", clients, seconds)
            plain[-1].values.append(ours)
            ordered[-1].values.append(ours)
            plain[-1].reference.append(appends.rate("insert-one.sql", clients, seconds))
            ordered[-1].reference.append(appends.rate("write-message.sql", clients, seconds))
    batch = Line("Appends of 1,000 events", "1 client", "events/s", budgets=[("least", 100_000)],
                 against="both rows in one INSERT, without lock or check")
    for turn in range(repetitions):
        say(f"appends of 1,000 events, {turn + 1} of {repetitions}")
        batch.values.append(appends.rate("append-many.sql", 1, seconds) * 1000)
        batch.reference.append(appends.rate("insert-many.sql", 1, seconds) * 1000)
    return plain + ordered + [batch]
