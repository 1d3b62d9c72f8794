"""What it means where touches landed: right, or turned, mirrored or shifted, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from kiosk.link.prompts import TARGETS

Point: TypeAlias = "tuple[float, float]"
Pair: TypeAlias = "tuple[Point, Point]"
"""Where the target stood, and where the touch landed: shares of the window, from its left and its top."""

Meaning: TypeAlias = Literal[
    "right", "mirrored", "upside_down", "half_turn", "quarter", "shifted", "scattered"
]

NEAR = 0.06
"""As a share of the window: on a 21.5-inch panel 16 mm across, and a finger's tip is 10."""

_TURNS: dict[Meaning, tuple[Callable[[float, float], Point], ...]] = {
    "mirrored": (lambda x, y: (1 - x, y),),
    "upside_down": (lambda x, y: (x, 1 - y),),
    "half_turn": (lambda x, y: (1 - x, 1 - y),),
    "quarter": (
        lambda x, y: (y, x),
        lambda x, y: (1 - y, x),
        lambda x, y: (y, 1 - x),
        lambda x, y: (1 - y, 1 - x),
    ),
}


def pairs_of(digits: str) -> list[Pair]:
    """The answer of a `Targets` prompt, read. Raises `ValueError`."""
    if len(digits) != 16 * TARGETS:
        raise ValueError("not an answer to five targets")
    figures = [int(digits[at : at + 4]) / 10_000 for at in range(0, len(digits), 4)]
    return [
        ((figures[n], figures[n + 1]), (figures[n + 2], figures[n + 3])) for n in range(0, len(figures), 4)
    ]


def meaning(pairs: list[Pair]) -> Meaning:
    """What is the matter with the touch panel, if anything is."""
    if _all_near(pairs, lambda x, y: (x, y), NEAR):
        return "right"
    for word, turns in _TURNS.items():
        # The targets are not symmetrical about the window's middle (the bar is at one side), so this is looser.
        if any(_all_near(pairs, turn, 3 * NEAR) for turn in turns):
            return word
    offsets = [(touch[0] - target[0], touch[1] - target[1]) for target, touch in pairs]
    middle = tuple(sum(axis) / len(offsets) for axis in zip(*offsets, strict=True))
    if all(abs(x - middle[0]) < NEAR and abs(y - middle[1]) < NEAR for x, y in offsets):
        return "shifted"
    return "scattered"


def _all_near(pairs: list[Pair], turn: Callable[[float, float], Point], near: float) -> bool:
    def close(target: Point, touch: Point) -> bool:
        x, y = turn(*target)
        return abs(touch[0] - x) < near and abs(touch[1] - y) < near

    return all(close(target, touch) for target, touch in pairs)
