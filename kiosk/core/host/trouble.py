"""Why a plugin does not serve: one word for the cause, and what a technician reads of it.

Kept in the store and shown in two ways. `kiosk plugins` prints the stored reason as it is ("hung: it did not come back
from kiosk_availability"); the staff screen says the cause in people's words, in the language of the visit, and puts the
technical words below. An older reason, without a cause in front, is one that nobody can put into words: it says so.
"""

from __future__ import annotations

from kiosk.core.texts import Texts
from kiosk.link.texts import Text

_ = Texts("core")

CAUSES: dict[str, Text] = {
    "hung": _("It froze, and the desk had to be restarted"),
    "died": _("It brought the desk down"),
    "raised": _("It failed too often"),
    "manifest": _("Its description is wrong"),
    "settings": _("Its settings are wrong"),
    "name": _("It uses a name that is taken"),
    "import": _("It could not be started"),
    "migration": _("Its tables could not be updated"),
    "hooks": _("It does not fit this kiosk"),
    "memory": _("It used up too much memory"),
    "files": _("It left too many files open"),
    "threads": _("It left too much running"),
    "tasks": _("It began too much at once"),
    "screens": _("It changed the screen too fast"),
    "printing": _("It wrote too much into the log"),
    "cancel": _("It did not stop when it was told to"),
    "safe mode": _("Not started: the desk is in safe mode"),
    "optional": _("Optional, not asked for"),
    "kiosk.toml": _("Switched off in the settings"),
}
"""What staff read, by the cause's own word; look.md allows a line of about twelve Chinese characters."""


def because(cause: str, words: str) -> str:
    """A reason as it is kept: `cause` is one of `CAUSES`, `words` are for a technician."""
    return f"{cause}: {words}" if words else cause


def parts(reason: str) -> tuple[str, str]:
    """The cause of a kept reason, and the technical words; the cause is empty where there is none."""
    cause, _colon, words = reason.partition(": ")
    return (cause, words) if cause in CAUSES else ("", reason)


def for_people(reason: str) -> Text:
    """What staff read of a kept reason."""
    return CAUSES.get(parts(reason)[0], _("It does not work"))
