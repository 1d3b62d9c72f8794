"""One question at a time, exactly one outcome, late answers dropped, nothing of the world lost between questions."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest

from kiosk.core.outcomes import (
    BACK,
    Accept,
    Cards,
    CardSeen,
    CardWanted,
    Changed,
    Changes,
    DoorMoved,
    Doors,
    OperationFinished,
    Operations,
    Outcome,
    Scan,
    Scans,
    TimedOut,
)
from kiosk.core.session.conversation import Conversation
from kiosk.link.cards import Tracks
from kiosk.link.prompts import (
    Action,
    Approval,
    Board,
    Chosen,
    Confirm,
    Entered,
    Keypad,
    Menu,
    Notice,
    PresentCard,
    Progress,
    Prompt,
    Table,
)

PROMPT = Confirm("Sure?", actions=(Action("yes", "Yes"), Action("no", "No")))


class Stage:
    """A conversation with its surroundings written down."""

    def __init__(self) -> None:
        numbers = itertools.count(1)
        self.shows = 0
        self.armed: list[bool] = []
        self.conversation = Conversation(
            new_id=lambda: f"q{next(numbers)}", show=self._show, wants_scan=self.armed.append
        )

    def _show(self) -> None:
        self.shows += 1

    def ask(self, prompt: Prompt = PROMPT, *accepts: Accept, **options: bool) -> Awaitable[Outcome]:
        return asyncio.ensure_future(
            self.conversation.ask(
                prompt, accepts, None, back=options.get("back", True), update=options.get("update", False)
            )
        )


def play(script: Callable[[Stage], Awaitable[None]]) -> Stage:
    stage = Stage()
    asyncio.run(script(stage))  # type: ignore[arg-type]  # a coroutine function
    return stage


def test_the_first_of_many_answers_counts() -> None:
    async def script(stage: Stage) -> None:
        asked = stage.ask()
        await asyncio.sleep(0)
        assert stage.conversation.answer("q1", Chosen("yes"))
        assert not stage.conversation.answer("q1", Chosen("no"))
        assert await asked == Chosen("yes")

    play(script)


def test_an_answer_to_the_previous_question_is_dropped() -> None:
    async def script(stage: Stage) -> None:
        first = stage.ask()
        await asyncio.sleep(0)
        stage.conversation.answer("q1", Chosen("yes"))
        await first
        second = stage.ask()
        await asyncio.sleep(0)
        assert not stage.conversation.answer("q1", Chosen("no"))
        assert stage.conversation.answer("q2", Chosen("no"))
        assert await second == Chosen("no")

    play(script)


def test_an_answer_on_its_way_still_counts_after_an_update() -> None:
    async def script(stage: Stage) -> None:
        await_door = stage.ask(PROMPT, Doors())
        await asyncio.sleep(0)
        stage.conversation.deliver(DoorMoved("p1", "open"))
        await await_door
        asked = stage.ask(Confirm("Sure now?", actions=PROMPT.actions), update=True)
        await asyncio.sleep(0)
        assert stage.conversation.open is not None
        assert (stage.conversation.open.id, stage.conversation.open.revision) == ("q1", 2)
        assert stage.conversation.answer("q1", Chosen("yes"))
        assert await asked == Chosen("yes")

    play(script)


def test_an_update_that_changes_nothing_is_not_shown_again() -> None:
    async def script(stage: Stage) -> None:
        first = stage.ask(PROMPT, Doors())
        await asyncio.sleep(0)
        stage.conversation.deliver(DoorMoved("p1", "open"))
        await first
        shows = stage.shows
        asked = stage.ask(PROMPT, update=True)
        await asyncio.sleep(0)
        assert stage.shows == shows
        stage.conversation.answer("q1", BACK)
        await asked

    play(script)


@pytest.mark.parametrize(
    ("prompt", "value"),
    [
        (PROMPT, Chosen("maybe")),
        (PROMPT, Entered("1")),
        (Notice("done", "Done"), Chosen("yes")),
        (Keypad("PIN", minimum=4, maximum=6), Entered("123")),
        (Keypad("PIN", minimum=4, maximum=6), Entered("1234567")),
        (Keypad("PIN", minimum=4, maximum=6), Entered("12a4")),
        (Keypad("PIN", minimum=4, maximum=6), Entered("１２３４")),
    ],
)
def test_an_answer_that_the_prompt_cannot_give_is_dropped(prompt: Prompt, value: Chosen | Entered) -> None:
    async def script(stage: Stage) -> None:
        asked = stage.ask(prompt)
        await asyncio.sleep(0)
        assert not stage.conversation.answer("q1", value)
        assert stage.conversation.answer("q1", BACK)
        assert await asked == BACK

    play(script)


def test_back_is_no_answer_where_it_is_not_offered() -> None:
    async def script(stage: Stage) -> None:
        asked = stage.ask(back=False)
        await asyncio.sleep(0)
        assert not stage.conversation.answer("q1", BACK)
        stage.conversation.answer("q1", Chosen("no"))
        await asked

    play(script)


def test_a_scan_is_wanted_only_while_it_is_accepted() -> None:
    async def script(stage: Stage) -> None:
        plain = stage.ask()
        await asyncio.sleep(0)
        assert not stage.conversation.deliver(Scan("123"))
        stage.conversation.answer("q1", Chosen("yes"))
        await plain
        scanning = stage.ask(PROMPT, Scans())
        await asyncio.sleep(0)
        assert stage.conversation.deliver(Scan("456"))
        assert await scanning == Scan("456")

    assert play(script).armed == [True]


def test_what_a_door_did_between_two_questions_is_told_to_the_next_that_wants_it() -> None:
    async def script(stage: Stage) -> None:
        stage.conversation.deliver(DoorMoved("p1", "open"))
        stage.conversation.deliver(DoorMoved("p1", "locked"))
        assert await stage.ask(PROMPT, Doors("p1")) == DoorMoved("p1", "locked")

    play(script)


def test_another_door_does_not_answer() -> None:
    async def script(stage: Stage) -> None:
        asked = stage.ask(PROMPT, Doors("p1"))
        await asyncio.sleep(0)
        assert not stage.conversation.deliver(DoorMoved("p2", "open"))
        assert stage.conversation.deliver(DoorMoved("p1", "open"))
        await asked

    play(script)


def test_an_outcome_that_came_early_is_told_at_once() -> None:
    async def script(stage: Stage) -> None:
        stage.conversation.deliver(OperationFinished("o1", "done"))
        assert await stage.ask(PROMPT, Operations("o1")) == OperationFinished("o1", "done")

    play(script)


def test_nothing_is_kept_for_the_next_person() -> None:
    async def script(stage: Stage) -> None:
        stage.conversation.deliver(DoorMoved("p1", "locked"))
        stage.conversation.forget()
        asked = stage.ask(PROMPT, Doors("p1"))
        await asyncio.sleep(0)
        stage.conversation.answer("q1", Chosen("no"))
        assert await asked == Chosen("no")

    play(script)


def test_time_runs_out() -> None:
    async def script(stage: Stage) -> None:
        outcome = await stage.conversation.ask(
            PROMPT, (), lambda: asyncio.ensure_future(asyncio.sleep(0)), back=True, update=False
        )
        assert outcome == TimedOut()
        assert not stage.conversation.answer("q1", Chosen("yes"))

    play(script)


def test_new_devices_are_armed_when_a_scan_is_wanted_and_not_otherwise() -> None:
    async def script(stage: Stage) -> None:
        stage.conversation.rearm()
        assert stage.armed == []
        asked = stage.ask(PROMPT, Scans())
        await asyncio.sleep(0)
        stage.conversation.rearm()
        stage.conversation.answer("q1", Chosen("yes"))
        await asked

    assert play(script).armed == [True, True]


def test_a_press_that_met_a_moving_door_still_counts_when_the_same_is_asked_on() -> None:
    async def script(stage: Stage) -> None:
        first = stage.ask(PROMPT, Doors())
        await asyncio.sleep(0)
        stage.conversation.deliver(DoorMoved("p1", "open"))
        stage.conversation.answer("q1", Chosen("yes"))
        await first
        assert await stage.ask(PROMPT, Doors(), update=True) == Chosen("yes")

    play(script)


def test_such_a_press_never_answers_another_question() -> None:
    async def script(stage: Stage) -> None:
        first = stage.ask(PROMPT, Doors())
        await asyncio.sleep(0)
        stage.conversation.deliver(DoorMoved("p1", "open"))
        stage.conversation.answer("q1", Chosen("yes"))
        await first
        asked = stage.ask(PROMPT)
        await asyncio.sleep(0)
        assert not asked.done()
        stage.conversation.answer("q2", Chosen("no"))
        assert await asked == Chosen("no")

    play(script)


def test_who_asks_to_be_told_hears_of_what_was_recorded_at_any_position() -> None:
    async def story() -> None:
        stage = Stage()
        asked = stage.ask(PROMPT, Changes("lending"))
        await asyncio.sleep(0)
        stage.conversation.recorded(frozenset({"session"}))
        await asyncio.sleep(0)
        assert not asked.done(), "another family"
        stage.conversation.recorded(frozenset({"session", "lending"}))
        assert await asked == Changed()

    asyncio.run(story())


def test_a_record_between_two_questions_is_kept_for_the_next_and_told_once() -> None:
    async def story() -> None:
        stage = Stage()
        asked = stage.ask(PROMPT, Changes())
        await asyncio.sleep(0)
        stage.conversation.recorded(frozenset({"lending"}))
        await asked
        stage.conversation.recorded(frozenset({"lending"}))
        assert await stage.ask(PROMPT, Changes("lending"), update=True) == Changed()
        asked = stage.ask(PROMPT, Changes("lending"), update=True)
        await asyncio.sleep(0)
        assert not asked.done()

    asyncio.run(story())


EVERY_PROMPT: tuple[Prompt, ...] = (
    PROMPT,
    Menu("Which?", ()),
    PresentCard("Card"),
    Keypad("Digits"),
    Notice("done", "Done"),
    Progress("Wait"),
    Board("Wall", ()),
    Table("Rows", ("A",), ()),
    Approval("Second"),
)

STRAY = (
    Scan("6901234563307"),
    Scan("6901234563307", swiped=True),
    Scan(refused="bad_swipe"),
    Scan(refused="payment_card"),
    CardWanted("other", "write", 1, 3, 30),
    CardSeen("other", Tracks(track2="6901234563307")),
)


@pytest.mark.parametrize("prompt", EVERY_PROMPT, ids=lambda prompt: type(prompt).__name__)
@pytest.mark.parametrize("stray", STRAY, ids=range(len(STRAY)))
def test_a_stray_scan_swipe_or_card_acts_on_no_screen_and_on_none_that_follows(
    prompt: Prompt, stray: Scan | CardWanted | CardSeen
) -> None:
    async def script(stage: Stage) -> None:
        mine = (Cards("mine"), Operations("mine"), Doors("place"), Changes("trial"))
        asked = stage.ask(prompt, *mine)
        await asyncio.sleep(0)
        assert not stage.conversation.deliver(stray)
        stage.conversation.deliver(DoorMoved("place", "open"))
        assert await asked == DoorMoved("place", "open")

        following = stage.ask(PROMPT, Scans(), *mine)
        await asyncio.sleep(0)
        stage.conversation.answer("q2", Chosen("yes"))
        assert await following == Chosen("yes"), "what came before it is not its answer"

    play(script)


def test_a_scan_or_a_swipe_answers_once() -> None:
    async def script(stage: Stage) -> None:
        asked = stage.ask(PROMPT, Scans())
        await asyncio.sleep(0)
        assert stage.conversation.deliver(Scan("first", swiped=True))
        assert not stage.conversation.deliver(Scan("second"))
        assert await asked == Scan("first", swiped=True)

    play(script)


def test_what_was_read_from_a_card_comes_before_the_word_that_it_was_and_is_forgotten_with_the_visit() -> (
    None
):
    seen, ended = CardSeen("mine", Tracks(track2="1")), OperationFinished("mine", "done")

    async def script(stage: Stage) -> None:
        for event in (CardWanted("mine", "read", 1, 3, 30), seen, ended):
            stage.conversation.deliver(event)
        accepts = (Operations("mine"), Cards("mine"))
        assert await stage.ask(PROMPT, *accepts) == seen
        assert await stage.ask(PROMPT, *accepts) == ended

        stage.conversation.deliver(seen)
        stage.conversation.forget()
        asked = stage.ask(PROMPT, *accepts)
        await asyncio.sleep(0)
        stage.conversation.answer("q3", Chosen("no"))
        assert await asked == Chosen("no")

    play(script)
