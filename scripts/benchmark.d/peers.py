"""Other event stores on the same machine, if pip can install them."""

import os
import socket
import subprocess
import time

from appends import PAYLOAD, Appends
from cluster import Failure
from lines import Line
from programs import FOLDER

PACKAGES = ["eventsourcing[postgres]==9.5.6", "psycopg-binary", "pycryptodome", "umadb==0.7.8"]
PEERS = {"eventsourcing": "eventsourcing 9.5.6", "umadb": "UmaDB 0.7.8"}
AGAINST = {
    "eventsourcing": "a Python library on the same server; it pays for Python",
    "umadb": "a server of its own, through its Python client",
}


class Peers:
    """A Python with both peers, and UmaDB's server, while it is entered."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.server = None
        environment = cluster.work + "/peers"
        self.bin = environment + "/bin"
        for command in (["python3", "-m", "venv", environment],
                        [self.bin + "/pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]):
            outcome = subprocess.run(command, capture_output=True, text=True, check=False)
            if outcome.returncode != 0:
                raise Failure((outcome.stderr or outcome.stdout).strip().splitlines()[-1])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"

    def __enter__(self):
        self.server = subprocess.Popen(  # pylint: disable=consider-using-with
            [self.bin + "/umadb", "--listen", self.address, "--db-path", self.cluster.work + "/umadb"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        host, port = self.address.split(":")
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex((host, int(port))) == 0:
                    return self
            time.sleep(0.1)
        self.__exit__()
        raise Failure("UmaDB's server did not start")

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def rate(self, peer, work, seconds):
        """Events a second."""
        place = self.address if peer == "umadb" else self.cluster.work + "/server"
        # What the ledger keeps of an event, apart from its identity.
        payload = PAYLOAD["data"] + PAYLOAD["basis"]
        outcome = subprocess.run(
            [self.bin + "/python", os.path.join(FOLDER, "peer.py"), peer, work, place, str(seconds), payload],
            capture_output=True, text=True, check=False)
        if outcome.returncode != 0:
            raise Failure(f"{peer} failed: {outcome.stderr.strip().splitlines()[-1]}")
        return float(outcome.stdout)


def measure_peers(programs, repetitions, seconds, say):
    say("installing the peers")
    try:
        peers = Peers(programs.cluster)
    except Failure as failure:
        say(f"The peers are left out, because pip cannot install them: {failure}")
        return []
    appends = Appends(programs)
    ledger = PAYLOAD["ledger"]

    def replay():
        count = int(programs.cluster.sql(f"SELECT last_position FROM {ledger}.head();"))
        return count / programs.tally("replay", "--check", ledger=ledger).seconds

    works = (("One event a commit", "one", lambda: appends.rate("append-one.sql", 1, seconds)),
             ("1,000 events a commit", "many", lambda: 1000 * appends.rate("append-many.sql", 1, seconds)),
             ("Replay", "read", replay))
    lines = []
    with peers:
        for peer, what in PEERS.items():
            for name, work, ours in works:
                line = Line(f"Beside {what}", name, "events/s", against=AGAINST[peer])
                for turn in range(repetitions):
                    say(f"{what}, {name}, {turn + 1} of {repetitions}")
                    line.values.append(ours())
                    line.reference.append(peers.rate(peer, work, seconds))
                lines.append(line)
    return lines
