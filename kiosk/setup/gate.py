"""Who may set a box up: whoever has its one-time code, and once there is a staff account, whoever may sign in with it.

The code is made when the box is flashed (`kiosk setup --new-code`, by whoever flashes it): eight digits for the label inside
the cabinet or for the delivery note, and their hash for the box. A customer has neither. Where none was made, the box makes one
itself and leaves it in a file beside the settings (`CODE_FILE`), for whoever has the terminal or the card that it starts from.

It is asked for before any port is touched and any door is opened. It ends when the first account is made: from then on the
number and the PIN of a manager or technician are asked for. Five wrong tries make everybody wait, longer each time, also over
a restart; wrong tries are counted before they are compared.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from kiosk.core.staff.hashes import hasher, verify
from kiosk.core.staff.policy import CODE_DIGITS, POLICY, StaffPolicy
from kiosk.setup.draft import replace_file

HASH_FILE, CODE_FILE, TRIES_FILE = "setup-code.hash", "setup-code.txt", "setup-code.tries"
FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 60.0, 3600.0

ROLES = ("manager", "technician")


class Gate:
    """The code of one box, in the folder of its settings."""

    def __init__(self, folder: Path, policy: StaffPolicy = POLICY) -> None:
        self._folder = folder
        self._policy = policy

    @property
    def exists(self) -> bool:
        """A code was made."""
        return (self._folder / HASH_FILE).exists()

    @property
    def code_file(self) -> Path:
        """Where the code stands that the box has made itself."""
        return self._folder / CODE_FILE

    def make(self) -> str:
        """A new code; the one before it is void. Raises `OSError`."""
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / HASH_FILE, hasher(self._policy).hash(code).encode(), mode=0o600)
        (self._folder / TRIES_FILE).unlink(missing_ok=True)
        return code

    def make_and_leave(self) -> Path:
        """A new code, left in a file that nobody but its owner reads. Raises `OSError`."""
        replace_file(self.code_file, f"{self.make()}\n".encode(), mode=0o600)
        return self.code_file

    def wait_seconds(self) -> float:
        """How long the next try has to be waited for."""
        over = self._tries() - FREE_TRIES
        return 0.0 if over < 0 else min(FIRST_WAIT * 2**over, LONGEST_WAIT)

    def opens(self, code: str) -> bool:
        """Whether this is the code. Counted first. Raises `OSError`. Takes a tenth of a second; for a thread."""
        replace_file(self._folder / TRIES_FILE, msgspec.json.encode(self._tries() + 1), mode=0o600)
        try:
            known = (self._folder / HASH_FILE).read_text()
        except FileNotFoundError:
            return False
        if not verify(known, code, self._policy):
            return False
        (self._folder / TRIES_FILE).unlink(missing_ok=True)
        return True

    def end(self) -> None:
        """There is an account: the code is void."""
        for name in (HASH_FILE, CODE_FILE, TRIES_FILE):
            (self._folder / name).unlink(missing_ok=True)

    def _tries(self) -> int:
        try:
            return msgspec.json.decode((self._folder / TRIES_FILE).read_bytes(), type=int)
        except FileNotFoundError:
            return 0
        except (OSError, msgspec.DecodeError):
            return FREE_TRIES  # a count that cannot be read is not none
