"""A PostgreSQL of our own for the tests: Debian's server, a cluster in a temporary folder, a Unix socket and
nothing else.

The server refuses to run as root, so root lends it to `postgres` (or `nobody`). A machine without the server
fails these tests rather than skipping them: what is not tried is not true.
"""

from __future__ import annotations

import getpass
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from kiosk.core.store.postgres import preparation

_OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",  # what a crash of the machine does is the server's own test suite's business
    "autovacuum": "off",
    "max_connections": "40",
    "max_wal_size": "64MB",
    "shared_buffers": "16MB",
    "log_min_messages": "fatal",
}


MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free there; a container may have a few megabytes."""


class PostgresServer:
    """A running cluster. `new_database()` gives a prepared, empty database's URL; `stop()` leaves nothing
    behind.
    """

    def __init__(self) -> None:
        # Not under pytest's own folder: that one belongs to whoever runs the tests, and a socket's path may
        # be 107 bytes. In memory where there is room: each test has a database of its own, which is eight megabytes.
        in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
        self.home = Path(tempfile.mkdtemp(prefix="kiosk-pg-", dir=MEMORY if in_memory else None))
        self._strategy = (
            "STRATEGY FILE_COPY" if in_memory else ""
        )  # quicker than through the log, but not on a disk
        self._bin = _binaries()
        self._user = _server_user()
        self._numbers = itertools.count(1)
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self.home, account.pw_uid, account.pw_gid)
        try:
            self._run(
                "initdb",
                "-D",
                self.home / "data",
                "-U",
                "root",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            )
            options = " ".join(f"-c {key}={value}" for key, value in _OPTIONS.items())
            options += f" -c unix_socket_directories={self.home}"
            self._run(
                "pg_ctl", "-D", self.home / "data", "-w", "-l", self.home / "log", "-o", options, "start"
            )
            self.psql("postgres", preparation("kiosk", "prepared", "x"))
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            raise

    def new_database(self, template: str = "prepared") -> str:
        """A database, empty and prepared as the documentation tells a server's owner to, or a copy of
        another.
        """
        name = f"kiosk_{next(self._numbers)}"
        with psycopg.connect(self.url("root", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {self._strategy}")
            connection.execute(f"GRANT CREATE ON DATABASE {name} TO kiosk_books")
        return self.url("kiosk", name)

    def drop(self, url: str) -> None:
        """Remove a database; hundreds of them would be gigabytes."""
        with psycopg.connect(self.url("root", "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database_of(url)} WITH (FORCE)")

    def url(self, role: str, database: str) -> str:
        """Where a role finds a database."""
        return f"postgresql://{role}@/{database}?host={self.home}"

    def psql(self, database: str, script: str) -> None:
        """Run a script as the superuser."""
        options = ("-q", "-v", "ON_ERROR_STOP=1", "-f", "-")
        self._run("psql", "-h", self.home, "-U", "root", "-d", database, *options, script=script)

    def stop(self) -> None:
        """Stop the server and remove the cluster."""
        try:
            self._run("pg_ctl", "-D", self.home / "data", "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.home, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path, script: str | None = None) -> None:
        command = [str(self._bin / program), *map(str, arguments)]
        if self._user:
            command = ["runuser", "-u", self._user, "--", *command]
        # pg_ctl's server inherits stdout: a pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                command,
                input=script,
                text=True,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                timeout=60,
                check=False,
            )
            if result.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed: {output.read()}")


def database_of(url: str) -> str:
    """The name of the database that one of our URLs names."""
    return url.split("/", 4)[3].split("?", 1)[0]


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if (elsewhere := shutil.which("initdb")) is not None:
        return Path(elsewhere).parent
    raise RuntimeError("the store's tests need Debian's PostgreSQL: apt-get install postgresql")


def _server_user() -> str:
    if os.geteuid() != 0:
        return ""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError(f"PostgreSQL does not run as {getpass.getuser()}, and there is no other user")
