"""Who has the store open: so that nobody puts another file in its place meanwhile.

A lock on the data folder itself (flock(2) on the directory), which leaves no file behind, whoever runs, and ends with its
process. Everybody who opens the store shares it; a restore wants it alone. SQLite's own locks are of another kind, on the
database file, and are not touched.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from kiosk.core.store import errors


class Held:
    """A folder's lock, until `release`."""

    def __init__(self, folder: Path, kind: int) -> None:
        self._file = -1
        self._file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BaseException:
            self.release()
            raise

    @classmethod
    def shared(cls, folder: Path) -> Held:
        """As everybody who opens the store. Raises StoreUnavailable while it is being restored."""
        try:
            return cls(folder, fcntl.LOCK_SH)
        except BlockingIOError:
            raise errors.StoreUnavailable(f"{folder} is being restored from a backup") from None

    @classmethod
    def alone(cls, folder: Path) -> Held:
        """As nobody else. Raises StoreBusy while anybody has the store open."""
        try:
            return cls(folder, fcntl.LOCK_EX)
        except BlockingIOError:
            raise errors.StoreBusy(f"the store in {folder} is open") from None

    def release(self) -> None:
        """Give it up; again does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __del__(self) -> None:
        self.release()
