"""What a plugin raised while a script waited: the host turns it into a notice, and its author wants to see it."""

from __future__ import annotations

import logging


class Raised(logging.Handler):
    """Keeps the last exception that the desk logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        if record.exc_info and record.exc_info[1] is not None:
            self.last = record.exc_info[1]
