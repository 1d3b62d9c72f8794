"""Garbage is collected while nobody waits, and the first visitor finds the letters ready."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.shell.samples import screen as sample


@pytest.fixture
def tidying(window: Any) -> Iterator[Any]:
    """Tidy in charge of the collector, and the collector given back afterwards."""
    from kiosk.shell.tidy import tidy

    tidy.begin()
    yield tidy
    gc.enable()
    gc.unfreeze()


class Knot:
    """Something that only the collector can undo, as a widget and its children are."""

    def __init__(self) -> None:
        self.myself = self


def tie() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def test_while_a_screen_is_built_the_collector_rests(screen: Any, tidying: Any) -> None:
    knot = tie()
    screen.show(sample("home", "zh_CN"))
    assert not gc.isenabled()
    assert knot() is not None


def test_after_a_screen_there_is_a_pause_and_then_it_is_tidied_up(screen: Any, tidying: Any) -> None:
    screen.show(sample("home", "zh_CN"))
    knot = tie()
    screen.until(lambda: knot() is None, "the garbage stays for ever")


def test_a_hurried_visitor_does_not_fill_the_memory(screen: Any, tidying: Any) -> None:
    from kiosk.shell.tidy import MOST_SCREENS

    knot = tie()
    for _ in range(MOST_SCREENS):
        tidying.later()
    assert knot() is None


def test_without_having_begun_it_leaves_the_collector_alone(screen: Any) -> None:
    screen.show(sample("home", "zh_CN"))
    assert gc.isenabled()


def test_every_face_is_opened_one_at_a_turn_and_then_tidying_begins(screen: Any) -> None:
    from kiosk.shell import typeset

    scale = screen.stage.theme.type
    opened = len({scale.title, scale.tile, scale.body, scale.least}) * 3
    typeset._ruler.cache_clear()
    try:
        screen.stage.warm_up()
        screen.until(lambda: not gc.isenabled(), "it never comes to an end")
        assert typeset._ruler.cache_info().misses >= opened
    finally:
        gc.enable()
        gc.unfreeze()
