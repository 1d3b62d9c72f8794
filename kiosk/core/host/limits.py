"""What a plugin may use before it is named for it; `[host]` in `kiosk.toml`. Our own judgement, none of it law.

Of what one process holds only some can be told apart. Tasks, screens and printed lines are counted for each plugin exactly.
Threads, open files and memory belong to the process: what can be measured is by how much it grew between the beginning and
the end of each step (`growth`).
"""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """The defaults are those of the settings."""

    step_seconds: float = 2.0
    load_seconds: float = 15.0
    migration_seconds: float = 60.0
    tasks: int = 100
    threads: int = 16
    files: int = 64
    memory_mb: int = 150
    screens: int = 30
    """A second, without anybody's answer."""
    lines: int = 1000
    """A minute."""

    @classmethod
    def of(cls, settings: object) -> Limits:
        """From the settings' section `[host]`."""
        return cls(**{field: getattr(settings, field) for field in cls.__struct_fields__})


class TooMuch(RuntimeError):
    """Raised in a plugin's own code at the place where it goes beyond a limit; it is then put aside for `cause`."""

    def __init__(self, cause: str, words: str) -> None:
        super().__init__(words)
        self.cause = cause
