"""What must hold of every question that a kiosk can ask (design, "The screen" and wall 5), read from the graph that was walked.

Each rule is a function from the graph to the faults it found, in words; no fault, nothing.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from kiosk.link.prompts import Menu
from kiosk.link.texts import Message, Text
from tests.walk.explorer import NOBODY, TOUCHES, Graph, Move, Node

TOUCHES_TO_HOME = 2
TOUCHES_TO_A_DOOR = 2
QUESTIONS = 5

CARD = ("scan:card", "scan:another card")
WAKING = "press:start"

LATIN = re.compile(r"[a-z]{3}")
HAN = re.compile(r"[\u2e80-\u9fff\uff01-\uff5e]")

SPOKEN = {"English", "中文", "kiosk staff first-code", "kiosk.toml", "[rights]", "PIN"}
"""Words that are the same in every language: the name of a language, what is typed at a terminal."""


def no_dead_end(graph: Graph) -> list[str]:
    """Every question can be left by a touch, and from every question the kiosk comes to rest for the next person."""
    faults = []
    backwards: dict[Node, set[Node]] = {}
    for node in graph.nodes:
        for _move, after in graph.steps(node):
            backwards.setdefault(after, set()).add(node)
    resting = {NOBODY}
    queue = deque([NOBODY])
    while queue:
        for before in backwards.get(queue.popleft(), set()) - resting:
            resting.add(before)
            queue.append(before)
    for node in sorted(graph.nodes):
        ways = {after for move, after in graph.steps(node) if move.startswith(TOUCHES)} - {node}
        if not _wholly_tried(graph, node):
            continue
        if not ways:
            faults.append(f"no touch leads on from {node.name}")
        if node not in resting:
            faults.append(f"nothing leads from {node.name} back to the attract screen")
    return faults


def home_or_human(graph: Graph) -> list[str]:
    """From every question home, or a human, is within two touches."""
    faults = []
    for node in sorted(graph.nodes):
        homes = [count for end, count in graph.distances(node).items() if end == NOBODY or _is_home(end)]
        if (
            _wholly_tried(graph, node)
            and node not in graph.human
            and min(homes, default=99) > TOUCHES_TO_HOME
        ):
            faults.append(f"neither home nor a human within {TOUCHES_TO_HOME} touches of {node.name}")
    return faults


def touches_to_a_door(graph: Graph) -> dict[str, int]:
    """For each service that opens a door to who has shown it a card: the fewest touches from the attract screen to it. The
    touch that wakes the screen is one; a card that wakes it is none. A service that took the card for nothing (it asks the
    same as before) opens its doors for other reasons, and is not counted.
    """
    found: dict[str, int] = {}
    start = (NOBODY, "")
    spent = {start: 0}
    queue = deque([start])
    while queue:
        node, shown_to = queue.popleft()
        for move, after in graph.steps(node):
            touch = move.startswith(TOUCHES)
            if not touch and move not in CARD:
                continue
            cost = spent[node, shown_to] + int(touch)
            accepted = move in CARD and after != node
            service = after.service or node.service
            state = after, service if accepted else shown_to
            if (
                (node, move, after) in graph.opening
                and state[1] == service
                and service in graph.for_customers
            ):
                found[service] = min(found.get(service, 99), cost)
            if cost < spent.get(state, 99):
                spent[state] = cost
                (queue.append if touch else queue.appendleft)(state)
    return found


def questions(graph: Graph) -> dict[Node, int]:
    """For each prompt of a service how many questions a person has been asked until then, itself counted. Waiting is no
    question, and neither is a notice of how it ended, nor what staff beside them are asked."""
    found: dict[Node, int] = {}
    queue: deque[Node] = deque()
    for before in graph.nodes:
        for _move, after in graph.steps(before):
            if after.service and after.service != before.service and after not in found:
                found[after] = int(_asks(after))
                queue.append(after)
    while queue:
        node = queue.popleft()
        for _move, after in graph.steps(node):
            if after.service == node.service and after not in found:
                found[after] = found[node] + int(_asks(after))
                queue.append(after)
    return found


def few_questions(graph: Graph) -> list[str]:
    """A flow asks a customer at most five questions. What staff leaf through (a wall, a list of stock) is no flow."""
    return [
        f"{node.name} is question {count} of its flow; the most is {QUESTIONS}"
        for node, count in sorted(questions(graph).items())
        if count > QUESTIONS and node.service in graph.for_customers
    ]


def a_door_in_two_touches(graph: Graph) -> list[str]:
    """A known card to an open door takes two touches."""
    return [
        f"{service}: {count} touches from a known card to an open door; the most is {TOUCHES_TO_A_DOOR}"
        for service, count in sorted(touches_to_a_door(graph).items())
        if count > TOUCHES_TO_A_DOOR
    ]


def one_language_at_a_time(graph: Graph) -> list[str]:
    """Nothing is left in English on a Chinese screen, nor in Chinese on an English one. What staff see may hold data: names,
    tags, what a manifest says of itself. What the doctor advises a technician holds commands; tests/doctor holds those."""
    faults = set()
    for seen in graph.seen.values():
        for text, words in seen.words:
            data = isinstance(text, str) or HAN.search(text.id) or text.domain == "doctor"
            if data and seen.node.service not in graph.for_customers:
                continue
            own = SPOKEN | set(_given(text))
            if LATIN.search(_without(own, words["zh_CN"])):
                faults.add(f"English on the Chinese screen: {words['zh_CN']!r} at {seen.node.name}")
            if HAN.search(_without(own, words["en"])):
                faults.add(f"Chinese on the English screen: {words['en']!r} at {seen.node.name}")
    return sorted(faults)


def titles_that_fit(graph: Graph) -> list[str]:
    """A title has at most twelve Chinese characters (look.md), and every screen says something. Staff's may name an item by
    whatever was given to it as its tag."""
    faults = set()
    for seen in graph.seen.values():
        prompt = seen.screens["zh_CN"].prompt
        if prompt is None:
            continue
        title = str(prompt.title)
        long = sum(1 if ord(sign) > 0x2E80 or sign in "“”" else 0.5 for sign in title)
        if not title:
            faults.add(f"no title at {seen.node.name}")
        if long > 12 and (seen.node.service in graph.for_customers or not seen.node.service):
            faults.add(f"{title!r} has {long:g} characters; the most is 12")
        if sum(action.primary for action in getattr(prompt, "actions", ())) > 1:
            faults.add(f"more than one primary action at {seen.node.name}")
    return sorted(faults)


RULES = (
    no_dead_end,
    home_or_human,
    a_door_in_two_touches,
    few_questions,
    titles_that_fit,
    one_language_at_a_time,
)


def _wholly_tried(graph: Graph, node: Node) -> bool:
    """Whether each touch was tried; a short walk does not come back to all, and what was not tried may lead on."""
    return all((node, move) in graph.edges for move in graph.nodes[node] if move.startswith(TOUCHES))


def _asks(node: Node) -> bool:
    if node.kind == "Notice":
        return len(set(node.keys) - {"back", "home", "done", "again"}) > 1
    return node.kind not in ("Progress", "Approval")  # an approval is asked of the staff beside them


def _is_home(node: Node) -> bool:
    return node.kind == Menu.__name__ and node.keys == ("tiles",)


def _given(text: Text) -> Iterator[str]:
    """The data in a text: a tag, a name; numbers are no words."""
    if isinstance(text, Message):
        for value in text.arguments.values():
            if isinstance(value, str):
                yield value
            elif isinstance(value, Message):
                yield from _given(value)


def _without(names: set[str] | frozenset[str], words: str) -> str:
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, "") if name else words
    return words


def unexplored(graph: Graph) -> list[tuple[Node, Move]]:
    """What was possible once, and was never done; doors that happened to stand open at another's question do not count."""
    return [
        (node, move)
        for node in sorted(graph.nodes)
        for move in sorted(graph.nodes[node])
        if (node, move) not in graph.edges and not move.startswith("door:")
    ]
