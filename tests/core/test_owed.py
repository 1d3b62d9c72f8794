"""What a full disk has refused is tried again, in its order, until it is written."""

from __future__ import annotations

import asyncio

from kiosk.core.owed import Owed
from kiosk.core.store.errors import StoreFull


class Work:
    """Refused so many times."""

    def __init__(self, done: list[str], name: str, refused: int = 0) -> None:
        self._done, self._name, self._refused = done, name, refused

    async def __call__(self) -> None:
        if self._refused:
            self._refused -= 1
            raise StoreFull("no room")
        self._done.append(self._name)


def test_it_is_done_in_the_order_in_which_it_happened_and_once() -> None:
    owed, done = Owed(), list[str]()
    owed.later("a", Work(done, "a", refused=1))
    owed.later("b", Work(done, "b"))
    asyncio.run(owed.pay())
    assert (done, bool(owed), "a" in owed) == ([], True, True), (
        "the first is refused still: the second waits for it"
    )
    asyncio.run(owed.pay())
    asyncio.run(owed.pay())
    assert (done, bool(owed)) == (["a", "b"], False)


def test_what_cannot_be_done_at_all_keeps_nothing_else_from_being_done() -> None:
    owed, done = Owed(), list[str]()

    async def broken() -> None:
        raise KeyError("no such row")

    owed.later("a", broken)
    owed.later("b", Work(done, "b"))
    asyncio.run(owed.pay())
    assert (done, bool(owed)) == (["b"], False)


def test_what_is_owed_once_more_while_it_is_tried_stays_owed() -> None:
    owed = Owed()

    async def again() -> None:
        owed.later("a", again)

    owed.later("a", again)
    asyncio.run(owed.pay())
    assert "a" in owed


def test_two_who_pay_at_once_do_nothing_twice() -> None:
    owed, done = Owed(), list[str]()

    async def slow() -> None:
        await asyncio.sleep(0)
        done.append("a")

    async def both() -> None:
        await asyncio.gather(owed.pay(), owed.pay())

    owed.later("a", slow)
    asyncio.run(both())
    assert done == ["a"]
