"""What the figures were measured on."""

import os
import platform
import subprocess
import time


def describe(cluster, tally):
    version = subprocess.run([tally, "--version"], capture_output=True, text=True, check=True).stdout.split()
    settings = cluster.sql("SELECT name || ' = ' || current_setting(name) FROM pg_settings WHERE source NOT IN "
                           "('default', 'override', 'client', 'session') OR name IN ('fsync', 'synchronous_commit') "
                           "ORDER BY name COLLATE \"C\";")
    with open("/proc/meminfo", encoding="ascii") as file:
        memory = int(file.readline().split()[1]) * 1024
    return {
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory": f"{memory / 1e9:.0f} GB",
        "syncs_per_second": syncs(cluster.work),
        "system": f"{platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 2),
        "postgresql": cluster.sql("SHOW server_version;"),
        "tally": version[-1],
        "settings": dict(line.split(" = ", 1) for line in settings.splitlines()),
    }


def syncs(folder, count=200):
    """How often a second the disk says that a page is safe: no more commits can follow one another."""
    with open(folder + "/sync", "wb", buffering=0) as file:
        file.write(bytes(8192))
        os.fsync(file.fileno())
        start = time.monotonic()
        for _ in range(count):
            file.seek(0)
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
        seconds = time.monotonic() - start
    os.remove(file.name)
    return round(count / seconds)


def _processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


# Where files are and how dates are written changes no figure.
UNTOLD = ("lc_", "DateStyle", "default_text", "TimeZone", "log_", "unix_", "dynamic", "listen", "port")


def sentence(machine):
    settings = "\n  ".join(f"{name} {value}" for name, value in machine["settings"].items()
                         if not name.startswith(UNTOLD))
    return (f"tally {machine['tally']}, PostgreSQL {machine['postgresql']}:\n  {settings}\n"
            f"{machine['processors']} processors ({machine['processor']}), {machine['memory']}, "
            f"{machine['system']};\n"
            f"at the start and the end {machine['syncs_per_second']:,} and "
            f"{machine['syncs_per_second_at_the_end']:,} syncs a second, load {machine['load']} and "
            f"{machine['load_at_the_end']}.")
