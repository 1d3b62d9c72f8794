"""Whatever is installed is walked: what must hold of every question (design, "The screen" and wall 5).

`make test` walks a house as it should be for a moment; all houses, and everything that can be wrong with them, are walked by
`make crash` (`slow`), and `make graph` writes what was found into docs/prompt-graph.md.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from kiosk.link.texts import Message
from tests.walk import houses, rules
from tests.walk.explorer import NOBODY, Graph, Node, Seen

FEW, MANY = 500, 8000


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """The desk's log of a thousand visits is of no use here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def graph() -> Graph:
    found = Graph()
    for house, most, staff_first in (
        (houses.demo, FEW, False),
        (houses.demo, FEW, True),
        (houses.bare, 150, True),
    ):
        walked = houses.walk(
            house, houses.as_it_should_be, found, rounds=1, most=most, staff_first=staff_first
        )
        assert walked.stuck == []
    return found


def test_every_service_that_is_installed_was_walked(graph):
    assert graph.for_customers
    assert graph.for_customers <= {node.service for node in graph.nodes}


IN_A_MOMENT = [rule for rule in rules.RULES if rule is not rules.a_door_in_two_touches]
"""The shortest way to a door is only known when every way has been tried."""


@pytest.mark.parametrize("rule", IN_A_MOMENT, ids=lambda rule: rule.__name__)
def test_holds_everywhere(graph, rule):
    assert rule(graph) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_holds_everywhere_also_when_things_are_wrong():
    found = Graph()
    for house, weather in houses.ALL:
        walked = houses.walk(house, weather, found, most=MANY)
        assert walked.stuck == [], weather.__name__
    assert [fault for rule in rules.RULES for fault in rule(found)] == []


# ---------------------------------------------------------------------- each rule can fail

TILES = Node("", "Menu", "Hello", ("tiles",))
FIRST, SECOND = Node("s.a", "Notice", "First", ("done",)), Node("s.a", "Notice", "Second", ())


def drawn(*edges: tuple[Node, str, Node]) -> Graph:
    found = Graph(for_customers={"s.a"})
    for before, move, after in edges:
        found.nodes.setdefault(before, set()).add(move)
        found.nodes.setdefault(after, set())
        found.edges.setdefault((before, move), Counter())[after] += 1
    return found


def test_a_question_that_nothing_leads_on_from_is_found():
    found = drawn((NOBODY, "press:start", FIRST), (FIRST, "key:done", SECOND), (SECOND, "key:again", SECOND))

    assert (
        len(rules.no_dead_end(found)) == 3
    )  # two ways to be stuck at the second, and none back from the first


def test_a_home_that_is_three_touches_away_is_found():
    third = Node("s.a", "Notice", "Third", ())
    found = drawn(
        (NOBODY, "press:start", FIRST),
        (FIRST, "key:on", SECOND),
        (SECOND, "key:on", third),
        (third, "key:on", NOBODY),
    )  # each with nothing left to try

    assert len(rules.home_or_human(found)) == 1
    found.human.add(FIRST)
    assert rules.home_or_human(found) == []


def test_a_door_that_takes_three_touches_is_found():
    found = drawn(
        (NOBODY, "press:start", TILES), (TILES, "key:s.a", FIRST), (FIRST, "scan:card", SECOND),
        (SECOND, "key:yes", FIRST),
    )  # fmt: skip
    found.opening.add((SECOND, "key:yes", FIRST))

    assert rules.touches_to_a_door(found) == {"s.a": 3}
    assert len(rules.a_door_in_two_touches(found)) == 1


def test_a_sixth_question_is_found():
    asked = [Node("s.a", "Confirm", f"Question {number}", ()) for number in range(1, 7)]
    found = drawn((TILES, "key:s.a", asked[0]), *((a, "key:yes", b) for a, b in pairwise(asked)))

    assert [fault.split("|")[-1] for fault in rules.few_questions(found)] == [
        " Question 6 is question 6 of its flow; the most is 5"
    ]


def test_a_text_that_was_left_in_the_other_language_is_found():
    found = drawn((NOBODY, "press:start", FIRST))
    message = Message("lending", "Take {tag}", arguments={"tag": "U-umbrella"})
    found.seen["a"] = Seen(FIRST, {}, ((message, {"zh_CN": "Take U-umbrella", "en": "请拿 U-umbrella"}),), ())

    assert len(rules.one_language_at_a_time(found)) == 2
    found.seen["a"] = Seen(FIRST, {}, ((message, {"zh_CN": "请拿 U-umbrella", "en": "Take U-umbrella"}),), ())
    assert rules.one_language_at_a_time(found) == []
