"""The tour (`make demo TOUR=1`): the words that it waits for are words that the house says; and, slowly, all of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kiosk
from kiosk.cli import tour_bags, tour_desk, tour_steps
from kiosk.cli.tour import run_tour

WORDS = {
    **{f"visits.{key}": pair for key, pair in tour_steps.WORDS.items()},
    **{f"bags.{key}": pair for key, pair in tour_bags.WORDS.items()},
    **{f"desk.{key}": pair for key, pair in tour_desk.WORDS.items()},
}


@cache
def said() -> frozenset[tuple[str, str]]:
    """Every text of the house, in Chinese and in English."""
    found = set()
    for path in Path(kiosk.__file__).parent.rglob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                found |= {(chinese, english) for chinese in strings for english in ids}
    return frozenset(found)


@pytest.mark.parametrize("key", WORDS)
def test_what_the_tour_waits_for_is_said_somewhere_in_both_languages(key):
    """A screen whose words have changed makes the tour wait in vain: here that is known at once."""
    chinese, english = WORDS[key]

    assert any(chinese in one and english in other for one, other in said())


@pytest.mark.slow
@pytest.mark.display
@pytest.mark.timeout(3600)
def test_every_visit_of_the_tour_ends_as_it_should(tmp_path, capsys):
    """The real processes, touched through the real window, in both languages; twenty minutes."""
    assert run_tour(tmp_path / "tour") == 0, capsys.readouterr().out
    assert (tmp_path / "tour" / "contact-sheet.png").is_file()
