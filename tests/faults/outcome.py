"""What came of one fault at one moment: what was said, what waits for staff, and what is on record."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.link.prompts import Prompt
from tests.faults.situations import Case


@dataclass(frozen=True)
class Told:
    """One screen in words: Chinese first, as the visit was; English where the language was changed to look."""

    kind: str
    title: str
    more: str
    outcome: str = ""
    keys: tuple[str, ...] = ()


def told_by(prompt: Prompt) -> Told:
    """A prompt, in its words."""
    warned = [f"{fact.label}: {fact.value}" for fact in getattr(prompt, "facts", ()) if fact.alert]
    more = (getattr(prompt, "error", ""), getattr(prompt, "subtitle", ""), *warned)
    return Told(
        type(prompt).__name__,
        str(getattr(prompt, "title", "")),
        " ".join(str(word) for word in more if word),
        str(getattr(prompt, "outcome", "")),
        tuple(action.key for action in getattr(prompt, "actions", ())),
    )


@dataclass
class Outcome:
    """What came of one case."""

    case: Case
    told: list[Told]
    last: Told | None
    questions: list[str]
    """What waits for staff since, by kind; `call` is the bell."""
    events: list[str]
    """What the journal says since."""
    operations: list[str]
    """Kind, state and reason of each since; what became of it once all was mended, where it waited for that."""
    problems: list[str] = field(default_factory=list)

    @property
    def record(self) -> list[str]:
        """What a person finds who asks later: what became of each operation, and which devices were away; where nothing was
        begun, that staff were called."""
        told = [event for event in self.events if event.startswith(("device.", "stripe."))]
        booked = [event for event in self.events if event.startswith(("lending.", "cards."))]
        booked = [event for event in booked if not event.endswith("_slip")] or booked
        unread = [event for event in self.events if "refused_scans" in event]
        found = [*self.operations, *dict.fromkeys(told), *booked[-1:], *unread]
        return found or [event for event in self.events if event == "call.raised"]
