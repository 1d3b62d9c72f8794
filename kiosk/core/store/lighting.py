"""Signal lights as a transaction sets them: like a door's opening an effect that begins after the commit, unlike it a state and
no act, so that no row remembers it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import msgspec

from kiosk.core.store.part import Part
from kiosk.link.lights import Colour, Flash

Shown: TypeAlias = Flash | Literal["off"]


class LightSet(msgspec.Struct, frozen=True):
    """One lamp at one position is to be shown like this; an empty position is every one."""

    position: str
    colour: Colour
    flash: Shown


class Lighting(Part):
    """The transaction's lights."""

    def set_light(self, colour: Colour, flash: Shown = "continuous") -> None:
        """Show one lamp of the signal tower at the context's position, after the commit: steady, flashing `slow`, `medium` or
        `quick`, or `off`.

        It stays so until it is set anew, by whatever plugin, or until the desk begins anew: then everything is dark. A box
        without a tower, or a tower without that lamp, shows nothing, and nothing is said about it.
        """
        if colour not in get_args(Colour) or flash not in (*get_args(Flash), "off"):
            raise ValueError(f"no lamp is {colour!r} and {flash!r}")
        self.lights.append(LightSet(self.context.position, colour, flash))
