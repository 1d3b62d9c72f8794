"""The desk of a box that is being set up: one screen, one conversation, no services.

It speaks the desk's side of the link, so that the shell in front of it is the usual one.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from kiosk.core.outcomes import BACK, Outcome
from kiosk.core.session.conversation import Conversation
from kiosk.core.texts import Texts
from kiosk.link.messages import Answered, Bar, Header, Panel, Pressed, Screen
from kiosk.link.prompts import Chosen, Entered, Progress, Prompt
from kiosk.link.socket import LinkClosed, Peer
from kiosk.link.texts import LANGUAGES, Text, Translator, localise

_ = Texts("setup")

LOCALE = Path(__file__).parent / "locale"


class WentBack(Exception):
    """The person pressed "back"."""


class SetupDesk:
    """Asks one question at a time, at every screen that is connected (one, as a rule)."""

    def __init__(self, *, position: str = "front", language: str = "zh_CN") -> None:
        self.position = position
        self.language = language
        self.comfort = False
        self.panel: Panel | None = None
        self.status: Text = ""
        self._peers: set[Peer] = set()
        self._pushing: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)
        self._translators = {each: Translator(each, {"setup": LOCALE}) for each in LANGUAGES}
        self.conversation = Conversation(
            new_id=lambda: f"setup-{next(self._numbers)}", show=self._show, wants_scan=lambda _wanted: None
        )

    # ------------------------------------------------------------------ what steps do

    async def ask(self, prompt: Prompt, *, back: bool = True, update: bool = False) -> Outcome:
        """Show a prompt and wait for its answer. Raises `WentBack`."""
        outcome = await self.conversation.ask(prompt, (), None, back=back, update=update)
        if outcome == BACK:
            raise WentBack
        return outcome

    async def choose(self, prompt: Prompt, *, back: bool = True) -> str:
        """The key that is chosen. Raises `WentBack`."""
        outcome = await self.ask(prompt, back=back)
        return outcome.key if isinstance(outcome, Chosen) else ""

    async def digits(self, prompt: Prompt) -> str:
        """What is typed. Raises `WentBack`."""
        outcome = await self.ask(prompt)
        return outcome.text if isinstance(outcome, Entered) else ""

    async def ask_while(self, prompt: Prompt, work: Coroutine[Any, Any, None]) -> Outcome | None:
        """Show a prompt while something is done; its answer ends that, and None means that it was done first."""
        asking = asyncio.create_task(self.ask(prompt, back=False))
        working = asyncio.create_task(work)
        try:
            await asyncio.wait({asking, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
            return asking.result() if asking.done() else None
        finally:
            for task in (asking, working):
                task.cancel()
            await asyncio.gather(asking, working, return_exceptions=True)

    def tell(self, title: Text, words: Text = "") -> None:
        """Something takes a moment."""
        self.conversation.tell(Progress(title, words))

    def update(self, prompt: Prompt) -> None:
        """The open question has newer contents."""
        self.conversation.redraw(prompt)

    def speak(self, language: str) -> None:
        """Another language from now on."""
        self.language = language

    # ------------------------------------------------------------------ the screen

    async def serve_shell(self, peer: Peer) -> None:
        """Serve one screen until it hangs up."""
        self._peers.add(peer)
        try:
            if self.conversation.open is not None:
                await peer.send(self._screen())
            while True:
                await self._hear(await peer.receive())
        except LinkClosed:
            pass
        finally:
            self._peers.discard(peer)

    async def _hear(self, message: object) -> None:
        match message:
            case Answered(prompt_id=prompt_id, value=value):
                self.conversation.answer(prompt_id, value)
            case Pressed(button="back"):
                if self.conversation.open is not None:
                    self.conversation.answer(self.conversation.open.id, BACK)
            case Pressed(button="language"):
                known = LANGUAGES.index(self.language) if self.language in LANGUAGES else 0
                self.language = LANGUAGES[(known + 1) % len(LANGUAGES)]
                self.conversation.redraw()
            case Pressed(button="comfort"):
                self.comfort = not self.comfort
                self.conversation.redraw()
            case _:
                pass  # calls for staff, home and the attract screen are of a kiosk that works

    def _show(self) -> None:
        screen = self._screen()
        for peer in tuple(self._peers):
            task = asyncio.ensure_future(self._push(peer, screen))
            self._pushing.add(task)
            task.add_done_callback(self._pushing.discard)

    async def _push(self, peer: Peer, screen: Screen) -> None:
        try:
            await peer.send(screen)
        except LinkClosed:
            self._peers.discard(peer)

    def _screen(self) -> Screen:
        question = self.conversation.open
        assert question is not None  # noqa: S101 - nothing is shown before the first question
        say = self._translators[self.language].say
        return Screen(
            position=self.position,
            prompt_id=question.id,
            revision=question.revision,
            prompt=localise(question.prompt, say),
            header=Header(say(_("Setting up")), "tune", "primary", say(self.status)),
            bar=Bar(back=question.back, call="none"),
            language=self.language,
            comfort=self.comfort,
            panel=self.panel,
        )
