"""Running what is measured."""

import os
import shlex
import subprocess
from dataclasses import dataclass

from cluster import Failure

FOLDER = os.path.dirname(os.path.abspath(__file__))


@dataclass
class Run:
    seconds: float
    # The most memory that the program had, in units of 1,000,000 bytes.
    megabytes: float
    output: str


class Programs:
    """The product and the small C programs that it is compared with."""

    def __init__(self, cluster, tally):
        self.cluster = cluster
        self.tally_path = tally
        self.measure = self._compile("measure", [])
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libpq"], capture_output=True, text=True,
                               check=True).stdout
        self.copy = self._compile("copy", shlex.split(flags))

    def _compile(self, name, flags):
        path = f"{self.cluster.work}/{name}"
        subprocess.run(["cc", "-O2", "-o", path, f"{FOLDER}/{name}.c", *flags], check=True)
        return path

    def tool(self, name):
        """One of the programs that come with the server."""
        return f"{self.cluster.binaries}/{name}"

    def run(self, *words, accept=(0,), to=None):
        """Runs a program to its end. What it prints is thrown away, or goes `to` a file, or is kept with `to="text"`."""
        told = self.cluster.work + "/measured"
        if to == "text":
            output = subprocess.PIPE
        else:
            output = open(to or os.devnull, "wb")  # pylint: disable=consider-using-with
        outcome = subprocess.run([self.measure, told, *words], stdout=output, stderr=subprocess.PIPE,
                                 stdin=subprocess.DEVNULL, env=self.cluster.environment, check=False)
        if to != "text":
            output.close()
        if outcome.returncode not in accept:
            errors = outcome.stderr.decode(errors="replace").strip()
            raise Failure(f"{shlex.join(words)} ended with {outcome.returncode}: {errors}")
        with open(told, encoding="ascii") as file:
            seconds, kibibytes = file.read().split()
        text = outcome.stdout.decode(errors="replace") if to == "text" else ""
        return Run(float(seconds), int(kibibytes) * 1024 / 1e6, text)

    def tally(self, *words, ledger, **options):
        return self.run(self.tally_path, *words, "--ledger", ledger, **options)
