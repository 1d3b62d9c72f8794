"""What is on a magnetic stripe card, as it passes between desk and devices. A stripe can hold somebody's number, so its repr is
masked, wherever it appears: in a log, in an exception, in a test that fails."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

TrackNumber: TypeAlias = Literal[1, 2, 3]
TRACK_NUMBERS: tuple[TrackNumber, ...] = (1, 2, 3)
Coercivity: TypeAlias = Literal["high", "low"]
TrackText: TypeAlias = Annotated[str, msgspec.Meta(max_length=107)]
"""The longest track holds 104 characters; what does not fit is refused with a reason by the device, not by the link."""


class Tracks(msgspec.Struct, frozen=True):
    """The texts of the three tracks, without sentinels and check characters. An empty one says nothing about its track."""

    track1: TrackText = ""
    track2: TrackText = ""
    track3: TrackText = ""

    @property
    def texts(self) -> dict[TrackNumber, str]:
        """The texts that there are, by their tracks."""
        every: dict[TrackNumber, str] = {1: self.track1, 2: self.track2, 3: self.track3}
        return {number: text for number, text in every.items() if text}

    def __repr__(self) -> str:
        sizes = ", ".join(f"<{len(text)}>" for text in (self.track1, self.track2, self.track3))
        return f"Tracks({sizes})"
