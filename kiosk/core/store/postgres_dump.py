"""PostgreSQL's own dump, by its own program: what `kiosk backup` does where the store is a server's.

Said plainly: this is one `pg_dump` of the schema, which the server makes out of one snapshot, and a look whether
`pg_restore` can read its whole table of contents. It is not `kiosk check` of the copy, no archive of the server's log, and
no copy of its roles; whoever runs the server makes those. Restoring is theirs too (docs/operations.md).
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from kiosk.core.store import errors

SCHEMA = "kiosk"


def dump(url: str, target: Path) -> None:
    """Dump the kiosk's schema into an empty file. Raises StoreError with the program's own words."""
    dumper, reader = shutil.which("pg_dump"), shutil.which("pg_restore")
    if dumper is None or reader is None:
        raise errors.StoreUnavailable(
            "pg_dump and pg_restore are not installed here (Debian: postgresql-client); dump on the server itself"
        )
    # The URL names a host and a user; a password comes from the environment or ~/.pgpass, never from an argument.
    _run([dumper, "--format=custom", f"--schema={SCHEMA}", f"--file={target}", f"--dbname={url}"])
    contents = _run([reader, "--list", str(target)])
    if " journal " not in contents:
        raise errors.StoreBroken("the dump has no journal in it")


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        kind = errors.StoreFull if "No space left" in done.stderr else errors.StoreUnavailable
        raise kind(f"{Path(command[0]).name}: {words[-1]}")
    return done.stdout
