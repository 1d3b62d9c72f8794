"""Walks through everything that a kiosk can ask, without being told what there is: every service found, every button,
every code that could be scanned, every door moved, every wait.

A *node* is a question as a person sees it: whose it is, its kind, its title and what can be pressed. A *move* is one thing
that the person (or the world) can do there. The explorer stands at a node, does what has not been done there yet, and
notes where it led; with nothing left to do it goes back, over moves that it knows, to the nearest node with something
left. So each (node, move) is tried at least once without playing the whole visit again for each.

What it leaves out: two nodes are one when a person could not tell them apart, so what differs only in the books (which
umbrella, which day) is walked once. Data-dependent nodes are reached by giving it several houses (`houses.py`).
"""

from __future__ import annotations

import heapq
import itertools
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kiosk.core.outcomes import Scans
from kiosk.core.session.conversation import keys_of
from kiosk.core.session.position import PositionDesk
from kiosk.link.messages import Answered, Screen
from kiosk.link.prompts import Chosen, Entered, Keypad, Menu, Progress, Prompt
from kiosk.link.texts import LANGUAGES, Message, Text
from kiosk.testing.journey import Journey

MADE_UP = re.compile(r"\d|[0-9a-f]{8}-|[0-9a-f]{12}")
"""A key that is a row's own name and not a word of the flow: all such keys of one prompt are alike."""

GIVE_UP = 200
"""Moves in a row that tried nothing new: what is left cannot be reached in this house any more."""

MOST_ROWS = 10

PLANS = 15
"""Moves made towards one node, without finding anything to do there, before we let it be."""

MISSED = 3
"""How often we go to a node for a move that is not possible there this time (its door is shut), before we let it be."""

ATTRACT = "attract"

Move = str
"""`key:…`, `type:…`, `scan:…`, `door:…`, `press:…`, `wait`."""

TOUCHES = ("key:", "type:", "press:")


class Node(NamedTuple):
    """A question as a person can tell it from others."""

    service: str
    kind: str
    title: str
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        """In words."""
        return ATTRACT if not self.kind else f"{self.service or 'desk'} | {self.kind} | {self.title}"


NOBODY = Node("", "", "", ())


class Seen(NamedTuple):
    """How a node looked once, in each language, and the script of moves that led there."""

    node: Node
    screens: dict[str, Screen]
    words: tuple[tuple[Text, dict[str, str]], ...]
    """Each text, and how it is said in each language."""
    trail: tuple[str, ...]


@dataclass
class Known:
    """What this explorer can present and type: codes by what they are, and digits."""

    codes: dict[str, str] = field(default_factory=dict)
    digits: dict[str, str] = field(default_factory=dict)


@dataclass
class Graph:
    """What was found."""

    nodes: dict[Node, set[Move]] = field(default_factory=dict)
    """Every node, with the moves that were possible there."""
    edges: dict[tuple[Node, Move], Counter[Node]] = field(default_factory=dict)
    opening: set[tuple[Node, Move, Node]] = field(default_factory=set)
    """Those that opened a door."""
    for_customers: set[str] = field(default_factory=set)
    """Ids of the services that are offered to them."""
    human: set[Node] = field(default_factory=set)
    """Where "call staff" was pressed and staff were rung."""
    seen: dict[tuple[Any, ...], Seen] = field(default_factory=dict)
    """Every different picture, by what makes it different."""

    def steps(self, node: Node) -> Iterator[tuple[Move, Node]]:
        """Where the moves of a node led."""
        for move in sorted(self.nodes[node]):
            for after in self.edges.get((node, move), ()):
                yield move, after

    def distances(self, start: Node) -> dict[Node, int]:
        """The fewest touches from a node to each other, by touches alone."""
        found = {start: 0}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for move, after in self.steps(node):
                if move.startswith(TOUCHES) and after not in found:
                    found[after] = found[node] + 1
                    queue.append(after)
        return found


class Explorer:
    """One person who tries everything at one journey's kiosk."""

    def __init__(self, kiosk: Journey, known: Known, graph: Graph) -> None:
        self.kiosk = kiosk
        self.known = known
        self.graph = graph
        graph.for_customers.update(service.id for _plugin, service in kiosk.desk.host.services("customer"))
        self.staff_first = False
        """What staff can do is tried before what customers can."""
        self.moves = 0
        self.stuck: list[str] = []
        self._trail: list[str] = []
        self._typed = ""
        self.tries: Counter[tuple[Node, Move]] = Counter()
        """How often each was done; may be shared with an explorer of the same house on another day."""
        self._missed: Counter[tuple[Node, Move]] = Counter()
        self._plans: Counter[Node] = Counter()
        """In this house; another one may answer otherwise."""

    # ------------------------------------------------------------------ looking

    @property
    def position(self) -> PositionDesk:
        """The desk's side of the screen."""
        return self.kiosk.desk.positions[self.kiosk.settings.shell.position]

    def node(self) -> Node:
        """Where we are."""
        question = self.position.conversation.open
        if question is None:
            return NOBODY
        prompt = question.prompt
        keys = {self._word(key) for key in keys_of(prompt)}
        if isinstance(prompt, Menu) and prompt.layout == "tiles":
            keys = {"tiles"}  # which of them can be pressed is the weather of the day
        if question.back:
            keys.add("back")
        if isinstance(prompt, Keypad) and prompt.secret:
            keys.add(f"after {self._typed}")  # whose PIN is asked
        return Node(self.position.service_id, type(prompt).__name__, _id(prompt.title), tuple(sorted(keys)))

    def _word(self, key: str) -> str:
        return "*" if MADE_UP.search(key) and self.kiosk.desk.host.service(key) is None else key

    def look(self) -> Node:
        """Note what is on the screen, in every language, unless it was seen before."""
        node = self.node()
        self.graph.nodes.setdefault(node, set()).update(self.possible(node))
        question = self.position.conversation.open
        prompt = question.prompt if question is not None else None
        texts = tuple(texts_of(prompt)) if prompt is not None else ()
        call = self.position.screen().bar.call
        shape = (node, call == "ready", *sorted({_id(text) for text in texts if isinstance(text, Message)}))
        if shape not in self.graph.seen:
            words = tuple((text, self._in_all_languages(text)) for text in texts)
            self.graph.seen[shape] = Seen(node, self.screens(), words, tuple(self._trail))
        return node

    def screens(self) -> dict[str, Screen]:
        """What is on the screen, in each language."""
        position = self.position
        before = position.language
        try:
            shown = {}
            for language in LANGUAGES:
                position.language = language
                shown[language] = position.screen()
            return shown
        finally:
            position.language = before

    def _in_all_languages(self, text: Text) -> dict[str, str]:
        return {language: say(text) for language, say in self._says().items()}

    def _says(self) -> dict[str, Callable[[Text], str]]:
        position, before = self.position, self.position.language
        try:
            found = {}
            for language in LANGUAGES:
                position.language = language
                found[language] = position.translator().say
            return found
        finally:
            position.language = before

    # ------------------------------------------------------------------ what can be done

    def _codes(self) -> dict[str, str]:
        """What can be scanned now: what is known, and the code on the newest slip."""
        slips = self.kiosk.world.slips
        printed = [block.data for block in slips[-1].blocks if hasattr(block, "data")] if slips else []
        return {**self.known.codes, **({"newest slip": printed[0]} if printed else {})}

    def _digits(self) -> dict[str, str]:
        """What can be typed now: what is known, and a number printed on the newest slip."""
        slips = self.kiosk.world.slips
        words = " ".join(str(text) for text in texts_of(slips[-1])) if slips else ""
        printed = re.findall(r"(?<!\d)\d{3}(?: ?\d{3,5}){1,2}(?!\d)", words)
        return {**self.known.digits, **({"printed code": printed[0].replace(" ", "")} if printed else {})}

    def possible(self, node: Node) -> list[Move]:
        """Every move here, in the order in which they are tried."""
        question = self.position.conversation.open
        if question is None:
            starts = ["press:start", "press:staff"] if self.position.begin is not None else []
            return sorted(starts, reverse=not self.staff_first) + [f"scan:{name}" for name in self._codes()]
        moves: list[Move] = ["press:call"]
        prompt = question.prompt
        moves += sorted({f"key:{self._word(key)}" for key in keys_of(prompt)})
        if isinstance(prompt, Keypad):
            fits = range(prompt.minimum, prompt.maximum + 1)
            moves += [
                f"type:{name}"
                for name, digits in self._digits().items()
                if len(digits) in fits and (prompt.secret is ("PIN" in name) or name == "phone")
            ]
        if any(isinstance(each, Scans) for each in question.accepts):
            moves += [f"scan:{name}" for name in self._codes()]
        if self._open_doors():
            moves += ["door:take and close", "door:close", "door:put and close", "door:left open"]
        screen = self.position.screen()
        moves += ["press:back"] if question.back else []
        moves += ["press:home"] if screen.bar.home else []
        moves += ["press:lock" if screen.bar.staff else "press:end"]
        moves += ["wait"]
        return moves

    def _open_doors(self) -> list[int]:
        world = self.kiosk.world.world
        return [number for number, state in world.doors.items() if state in ("open", "left_open", "forced")]

    def do(self, move: Move) -> Node:
        """Do it, and note where it led."""
        before = self.look()
        pulses = len(self.kiosk.world.pulses)
        kind, _, what = move.partition(":")
        getattr(self, f"_{kind}")(what)
        self.settle()
        self.tries[before, move] += 1
        self.moves += 1
        self._trail = ([*self._trail, move])[-12:] if before != NOBODY else [move]
        after = self.look()
        self.graph.edges.setdefault((before, move), Counter())[after] += 1
        if move == "press:call" and self.position.bell.call is not None:
            self.graph.human.add(before)
        if len(self.kiosk.world.pulses) > pulses:
            self.graph.opening.add((before, move, after))
        return after

    def _key(self, word: str) -> None:
        question = self.position.conversation.open
        assert question is not None
        key = word
        if word.startswith("*"):
            rows = self._rows(question.prompt)
            key = rows[self.tries[self.node(), f"key:{word}"] % len(rows)]
        self.kiosk._send(Answered(question.id, Chosen(key)))

    def _rows(self, prompt: Prompt) -> list[str]:
        """Of keys that are rows' own names one for each way that a row can look."""
        looks: dict[Any, str] = {}
        rows = [getattr(prompt, part, ()) for part in ("choices", "places", "rows")]
        for row in (one for part in rows for one in part):
            if self._word(row.key) == "*":
                words = sorted({_id(text) for text in texts_of(row) if isinstance(text, Message)})
                looks.setdefault((getattr(row, "tone", ""), getattr(row, "alert", False), *words), row.key)
        rest = [key for key in sorted(keys_of(prompt)) if self._word(key) == "*"]
        return list(looks.values()) or rest

    def _type(self, name: str) -> None:
        question = self.position.conversation.open
        assert question is not None
        self._typed = name
        self.kiosk._send(Answered(question.id, Entered(self._digits()[name])))

    def _press(self, button: Any) -> None:
        self.kiosk.press(button)

    def _scan(self, name: str) -> None:
        self.kiosk.scan(self._codes()[name])

    def _wait(self, _what: str) -> None:
        """Until something happens by itself, or the visit has ended by the clock."""
        before, shown = self.node(), len(self.kiosk.shown)
        for _second in range(40):
            self.kiosk._run(self.kiosk.clock.advance(10.0))
            self.settle()
            if self.node() != before or len(self.kiosk.shown) != shown:
                return

    def _door(self, what: str) -> None:
        world = self.kiosk.world
        for number in self._open_doors()[:1]:
            contents, hands = world.world.contents.get(number, []), world.world.hands
            if what == "left open":
                world.leave_open(number)
                return
            if what.startswith("take") and contents:
                world.take(number)
            if what.startswith("put") and hands:
                world.put(number)
            world.close(number)

    # ------------------------------------------------------------------ going everywhere

    def explore(self, most: int) -> None:
        """Until everything that can be reached has been tried, or so many moves have been made."""
        idle = 0
        self.settle()
        while self.moves < most and idle < GIVE_UP:
            here = self.look()
            fresh = next((move for move in self.possible(here) if self._fresh(here, move)), None)
            if fresh is not None:
                self.do(fresh)
                self._plans[here] = idle = 0
                continue
            onward = self._towards_something_new(here)
            if onward is None:
                if here == NOBODY:
                    return
                onward = "press:lock" if "press:lock" in self.possible(here) else "press:end"
            self.do(onward)
            idle += 1
            self._close_doors_at_rest()

    def _fresh(self, here: Node, move: Move) -> bool:
        """Whether there is something new in it: a row for each way that rows look, all else once."""
        question = self.position.conversation.open
        times = len(self._rows(question.prompt)) if move == "key:*" and question is not None else 1
        return self.tries[here, move] < min(times, MOST_ROWS)

    def _close_doors_at_rest(self) -> None:
        """Somebody pushes the doors shut that were left open, as somebody does."""
        if self.node() == NOBODY:
            for number in self._open_doors():
                self.kiosk.world.close(number)
            self.settle()

    def _towards_something_new(self, here: Node) -> Move | None:
        """The first move of the way, over what is known, that most likely ends at a node with something untried."""
        now = set(self.possible(here))
        for move in self.graph.nodes[here] - now:
            self._missed[here, move] += 1
        cost: dict[Node, float] = {here: 0.0}
        queue: list[tuple[float, int, Node, Move | None]] = [(0.0, 0, here, None)]
        numbers = itertools.count(1)
        done: set[Node] = set()
        while queue:
            spent, _number, node, first = heapq.heappop(queue)
            if node in done:
                continue
            done.add(node)
            if first is not None and self._has_something_new(node) and self._plans[node] < PLANS:
                self._plans[node] += 1
                return first
            for move in sorted(self.graph.nodes[node]):
                led = self.graph.edges.get((node, move))
                if led is None or (first is None and move not in now):
                    continue
                for after, times in led.items():
                    price = spent + led.total() / times + 0.05 * times
                    if price < cost.get(after, 1e9):
                        cost[after] = price
                        heapq.heappush(queue, (price, next(numbers), after, first or move))
        return None

    def _has_something_new(self, node: Node) -> bool:
        """Whether a move was not tried there that was not missing again and again when we came for it."""
        return any(
            not self.tries[node, move] and self._missed[node, move] < MISSED
            for move in self.graph.nodes[node]
        )

    # ------------------------------------------------------------------ until it is quiet

    def settle(self) -> None:
        """Let the desk run until it waits for a person, the world or the clock."""
        self.kiosk._rest()
        if isinstance(self.kiosk.prompt, Progress) and not keys_of(self.kiosk.prompt):
            self._pass_time_over_progress()

    def _pass_time_over_progress(self) -> None:
        """A person is told to wait: they do, and it must end by itself."""
        for _second in range(60):
            self.kiosk._run(self.kiosk.clock.advance(1.0))
            self.kiosk._rest()
            if not isinstance(self.kiosk.prompt, Progress):
                break
        else:
            self.stuck.append(f"waits for ever: {self.node().name}")
        self.settle()


def _id(text: Text) -> str:
    """What makes two texts the same for whoever reads the sources."""
    return text.id if isinstance(text, Message) else MADE_UP.sub("#", text)


def texts_of(thing: object) -> Iterator[Text]:
    """Every text of a prompt that a person reads; keys, icons, tones and states are no texts."""
    silent = {"key", "icon", "tone", "layout", "subject", "swipe", "mode", "outcome", "stage"}
    if isinstance(thing, Message):
        yield thing
    elif isinstance(thing, str):
        if thing:
            yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from texts_of(item)
    elif hasattr(thing, "__struct_fields__"):
        for name in thing.__struct_fields__:
            if name not in silent:
                yield from texts_of(getattr(thing, name))
