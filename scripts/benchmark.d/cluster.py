"""A throw-away PostgreSQL cluster with the settings of the product's private one."""

import getpass
import glob
import os
import re
import shutil
import subprocess
import tempfile

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Failure(Exception):
    """What the user is told in one line."""


def settings():
    """The settings as the source has them, so that they cannot drift from what is measured here."""
    path = os.path.join(REPOSITORY, "Sources/LedgerCommands/PrivateCluster.swift")
    with open(path, encoding="utf-8") as source:
        found = re.search(r'static let settings = """\n(.*?)"""', source.read(), re.DOTALL)
    if not found:
        raise Failure(f"{path} has no settings any more")
    return "".join(line.strip() + "\n" for line in found.group(1).splitlines() if line.strip())


def server_programs():
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    if found:
        return os.path.dirname(max(found, key=lambda path: int(path.split("/")[4])))
    initdb = shutil.which("initdb")
    if not initdb:
        raise Failure("no PostgreSQL server is installed")
    return os.path.dirname(initdb)


class Cluster:
    """Runs while it is entered; afterwards nothing is left of it.

    `work` is a folder for files of the run, `connection` a libpq connection string.
    """

    def __init__(self):
        self.binaries = server_programs()
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.work = tempfile.mkdtemp(prefix="tally-benchmark-")
        self.data = self.work + "/server/data"
        self.connection = f"host={self.work}/server port=5432 user=postgres dbname=postgres"
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "TALLY_"))
        } | {"TALLY_DATABASE": self.connection, "PATH": self.binaries + ":" + os.environ["PATH"]}

    def __enter__(self):
        try:
            os.chmod(self.work, 0o755)
            os.mkdir(self.work + "/server", 0o755)
            if os.geteuid() == 0:
                shutil.chown(self.work + "/server", self.user)
            self._as_server("initdb", "-D", self.data, "-U", "postgres", "--data-checksums", "--encoding=UTF8",
                            "--no-locale", "--auth=trust")
            with open(self.data + "/postgresql.auto.conf", "w", encoding="utf-8") as file:
                file.write(settings())
            self._as_server("pg_ctl", "start", "-D", self.data, "-l", self.data + "/server.log", "-w",
                            "-o", f"-k {self.work}/server -p 5432")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if os.path.exists(self.data + "/postmaster.pid"):
            self._as_server("pg_ctl", "stop", "-D", self.data, "-m", "immediate", "-w")
        shutil.rmtree(self.work, ignore_errors=True)

    def _as_server(self, program, *arguments):
        command = [self.binaries + "/" + program, *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self.user, "--", *command]
        # pg_ctl's server would hold a captured stream open.
        with open(self.work + "/log", "ab") as log:
            outcome = subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", check=False)
        if outcome.returncode != 0:
            with open(self.work + "/log", encoding="utf-8", errors="replace") as log:
                raise Failure(f"{program} failed:\n{log.read()}")

    def sql(self, text, **variables):
        """Runs statements and answers the last one's rows, one line each, columns separated by |."""
        command = ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.connection]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        outcome = subprocess.run(command, input=text, capture_output=True, text=True, env=self.environment,
                                 check=False)
        if outcome.returncode != 0:
            raise Failure(f"psql failed: {outcome.stderr.strip()}")
        return outcome.stdout.strip()

    def sql_file(self, name, **variables):
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
        with open(path, encoding="utf-8") as file:
            return self.sql(file.read(), **variables)

    def settle(self):
        """Writes out what earlier work left dirty, so that it is not paid for by what is measured next."""
        self.sql("CHECKPOINT;")

    def drop_schema(self, name):
        self.sql(f'SET client_min_messages = warning; DROP SCHEMA IF EXISTS "{name}" CASCADE;')
