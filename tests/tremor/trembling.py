"""`make tremor VISITS=1000`: a hand that trembles, at the real screen, before the real desk.

Touches are injected into the window where a finger meant the middle of a button, with a spread of 4 mm (a Gaussian in each
direction, by the panel's pixels to the inch), drift while they are down, and are often two instead of one. The desk is the real
one, in the demo's house with its emulated world; the clock of both moves as a hand's would, so that a thousand visits take
minutes. What is counted: visits that reached their end, touches that answered something that was not meant, and those of them
that committed to something (the journal shows more than the beginning and the end of a visit).
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.link.messages import Answered, Pressed, Touched
from kiosk.link.prompts import Board, Chosen, Menu, PresentCard
from tests.walk import houses
from tests.walk.explorer import Explorer, Graph

SPREAD_MM, DRIFT_MM = 4.0, 1.5
TWICE = 0.4
"""How many of ten touches are double taps."""
TRIES = 25
HARMLESS = ("session.", "desk.")
LEAST_COMPLETE = 0.99


class HandsClock:
    """What the stage takes for `time`: moves as the hand says."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now


@dataclass
class Count:
    """What happened."""

    visits: int = 0
    complete: int = 0
    touches: int = 0
    twice: int = 0
    missed: int = 0
    strays: Counter[str] = field(default_factory=Counter)
    commitments: Counter[str] = field(default_factory=Counter)
    ended_at: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        share = 100 * self.complete / max(1, self.visits)
        return (
            f"{self.visits} visits, {share:.1f} % complete; {self.touches} touches, {self.twice} of them double, "
            f"{self.missed} met nothing; answers that were not meant: {self.strays.total()} {dict(self.strays)}; "
            f"commitments that were not meant: {self.commitments.total()} {dict(self.commitments)}; "
            f"not complete at: {dict(self.ended_at)}"
        )


class Trembling:
    """One person after the other with such a hand."""

    def __init__(self, explorer: Explorer, loop: Any, stage: Any, clock: HandsClock, seed: int) -> None:
        self.explorer, self.kiosk = explorer, explorer.kiosk
        self._loop, self._stage, self._clock = loop, stage, clock
        self._dice = random.Random(seed)
        self._unit = stage.options.ppi / 25.4
        self._meant = ("", "")
        self.count = Count()

    # ------------------------------------------------------------------ between the stage and the desk

    def answer(self, prompt_id: str, value: Any) -> bool:
        """The stage answers a question."""
        self._hear(prompt_id, value.key if isinstance(value, Chosen) else "typed")
        self.kiosk._send(Answered(prompt_id, value))
        return True

    def press(self, button: str) -> bool:
        """The stage tells of a button of the frame."""
        self._hear(self.kiosk.screen.prompt_id if self.kiosk.screen else "", button)
        self.kiosk._send(Pressed(button))  # type: ignore[arg-type]
        return True

    def touched(self) -> bool:
        """A sign of life."""
        self.kiosk._send(Touched())
        return True

    def _hear(self, prompt_id: str, key: str) -> None:
        if (prompt_id, key) == self._meant:
            return
        before = len(self._events())
        self.count.strays[key] += 1
        self._stray = key, before

    def _events(self) -> list[str]:
        return [event for event in self.kiosk.events() if not event.startswith(HARMLESS)]

    def _show(self) -> None:
        """The desk does what it has to, and the screen shows it."""
        self.explorer.settle()
        if self.kiosk.screen is not self._stage.screen and self.kiosk.screen is not None:
            self._stage.show(self.kiosk.screen)
        self._turn()

    def _turn(self) -> None:
        self._loop.call(lambda: None)
        self._loop.turn()

    # ------------------------------------------------------------------ the hand

    def _wait(self, seconds: float) -> None:
        self._clock.now += seconds

    def _finger(self, x: float, y: float) -> None:
        from kivy.core.window import Window

        height = self._stage.height
        x, y = min(max(x, 1), self._stage.width - 2), min(max(y, 1), height - 2)
        Window.dispatch("on_mouse_down", x, height - y, "left", [])
        self._turn()
        for _move in range(3):
            x += self._dice.gauss(0, DRIFT_MM) * self._unit / 3
            y += self._dice.gauss(0, DRIFT_MM) * self._unit / 3
            Window.dispatch("on_mouse_move", x, height - y, [])
            self._turn()
            self._wait(self._dice.uniform(0.02, 0.06))
        Window.dispatch("on_mouse_up", x, height - y, "left", [])
        self._turn()
        self.count.touches += 1

    def touch(self, key: str) -> None:
        """Mean the middle of a button, and touch somewhere near, once or twice; then look what came of it."""
        self._stray: tuple[str, int] | None = None
        self._show()
        self._meant = (self.kiosk.screen.prompt_id if self.kiosk.screen else "", key)
        target = next((one for one in self._targets() if one.key == key), None)
        x, y = target.center if target is not None else (self._stage.width / 2, self._stage.height / 2)
        spread = SPREAD_MM * self._unit
        before = self._stage.screen.prompt_id
        self._finger(self._dice.gauss(x, spread), self._dice.gauss(y, spread))
        self._wait(self._dice.uniform(0.02, 0.06))
        self._show()
        if self._dice.random() < TWICE:
            self.count.twice += 1
            self._wait(self._dice.uniform(0.03, 0.2))
            self._finger(self._dice.gauss(x, spread), self._dice.gauss(y, spread))
            self._show()
        if self._stage.screen.prompt_id == before:
            self.count.missed += 1
        if self._stray is not None:
            stray, known = self._stray
            for event in self._events()[known:]:
                self.count.commitments[f"{stray}: {event}"] += 1
        self._wait(self._dice.uniform(0.8, 2.0))

    def _targets(self) -> list[Any]:
        from kiosk.shell.widgets.pressable import Pressable

        return [one for one in self._stage.walk() if isinstance(one, Pressable) and one.enabled]

    # ------------------------------------------------------------------ visits

    def visit(self, card: str, *, back: bool) -> None:
        """Borrow an umbrella, or bring it back; everything that is on the screen is answered as it asks."""
        self.count.visits += 1
        done = "lending.returned" if back else "lending.borrowed"
        before = self._events().count(done)
        began = False
        for _try in range(TRIES):
            self._show()
            prompt = self.kiosk.prompt
            if prompt is None:
                if began:
                    break
                if back:
                    self.kiosk.scan(card)
                    began = True
                else:
                    self.touch("start")
                continue
            began = True
            self._answer_to(prompt, card, back=back)
        if self.kiosk.prompt is None and self._events().count(done) == before + 1:
            self.count.complete += 1
        else:
            self.count.ended_at[self.kiosk.title or "attract"] += 1
            self.explorer.do("press:end")
            self._wait(2)
            for _ in range(3):
                if self.kiosk.prompt is not None:
                    self.explorer.do("press:end")

    def _answer_to(self, prompt: Any, card: str, *, back: bool) -> None:
        keys = [one.key for one in self._targets()]
        if isinstance(prompt, PresentCard):
            self.kiosk.scan(card)
        elif isinstance(prompt, Board):
            self._wait(2)
            self.explorer._door("put and close" if back else "take and close")
        elif isinstance(prompt, Menu) and "lending.umbrella" in keys:
            self.touch("lending.umbrella")
        else:
            wanted = "return" if back else "borrow"
            choices = [key for key in keys if key == wanted or key.startswith(f"{wanted}:")]
            self.touch(choices[0] if choices else "done" if "done" in keys else keys[0])


def run(visits: int, seed: int = 1, size: str = "tall") -> Count:
    """So many visits; what happened."""
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    from kiosk.shell import gallery

    logging.disable(logging.CRITICAL)
    clock = HandsClock()
    whole = Count()
    with tempfile.TemporaryDirectory() as home:
        person: Trembling | None = None

        def outlets() -> Any:
            from kiosk.shell.stage import Outlets  # loads Kivy, which must be prepared first

            return Outlets(
                lambda prompt_id, value: person is None or person.answer(prompt_id, value),
                lambda button: person is None or person.press(button),
                lambda: person is None or person.touched(),
            )

        loop, stage = gallery.open_stage(replace(gallery.SIZES[size], run=Path(home)), outlets)
        from kiosk.shell import stage as stage_module

        stage_module.time = clock  # type: ignore[attr-defined]
        while whole.visits < visits:
            with tempfile.TemporaryDirectory() as folder, houses.demo(Path(folder), Graph()) as explorer:
                person = Trembling(explorer, loop, stage, clock, seed + whole.visits)
                person.count = whole
                for number in range(min(25, (visits - whole.visits + 1) // 2)):
                    card = houses.CARDS[number % len(houses.CARDS)]
                    person.visit(card, back=False)
                    person.visit(card, back=True)
                person = None
            sys.stdout.write(f"{whole}\n")
            sys.stdout.flush()
        stage.close()
    return whole


def main() -> int:
    """The command line; exit status 1 when too few visits are complete or anything was committed to that was not meant."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", default="tall")
    given = parser.parse_args()
    count = run(given.visits, given.seed, given.size)
    return 0 if count.complete >= LEAST_COMPLETE * count.visits and not count.commitments else 1


if __name__ == "__main__":
    sys.exit(main())
