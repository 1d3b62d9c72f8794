"""Steps are written where the watcher sees them, nest, and end a plugin's tasks with its flow."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
import types
from collections.abc import Awaitable, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.host.discovery import Candidate
from kiosk.core.host.steps import Crew, Steps
from kiosk.core.host.strikes import Incident, name_from_stack, read_incidents
from kiosk.link.slot import Slot, SlotReader


@pytest.fixture
def slot(tmp_path: Path) -> Iterator[tuple[Slot, SlotReader]]:
    """Both ends of one slot."""
    written = Slot(tmp_path / "desk.slot")
    read = SlotReader(tmp_path / "desk.slot")
    yield written, read
    read.close()
    written.close()


def test_a_step_is_seen_while_it_lasts(slot: tuple[Slot, SlotReader]) -> None:
    steps, reader = Steps(slot[0]), slot[1]
    with steps.within("smiles", "kiosk_availability", 2.0):
        (step,) = reader.steps()
        assert (step.lane, step.plugin, step.during) == ("loop", "smiles", "kiosk_availability")
        assert not step.overdue(time.monotonic_ns())
        assert step.overdue(time.monotonic_ns() + 3_000_000_000)
    assert reader.steps() == []


def test_a_step_within_a_step_gives_the_outer_one_back(slot: tuple[Slot, SlotReader]) -> None:
    steps, reader = Steps(slot[0]), slot[1]
    with steps.within("a", "one"):
        began = reader.steps()[0].begun_ns
        with steps.within("b", "two"):
            assert reader.steps()[0].plugin == "b"
        assert (reader.steps()[0].plugin, reader.steps()[0].begun_ns) == ("a", began)


def test_the_stores_threads_have_lanes_of_their_own_and_others_none(slot: tuple[Slot, SlotReader]) -> None:
    steps, reader = Steps(slot[0]), slot[1]
    seen: dict[str, list[str]] = {}

    def look(name: str) -> None:
        with steps.within("a", name):
            seen[name] = [step.lane for step in reader.steps()]

    for name in ("store-writer", "store-reader", "somebody"):
        thread = threading.Thread(target=look, args=(name,), name=name)
        thread.start()
        thread.join()
    assert seen == {"store-writer": ["writer"], "store-reader": ["reader"], "somebody": []}


def test_where_kiosks_share_a_database_its_threads_may_wait_for_each_other(
    slot: tuple[Slot, SlotReader],
) -> None:
    steps, reader = Steps(slot[0], store_seconds=8.0), slot[1]
    allowed: list[int] = []

    def look() -> None:
        with steps.within("a", "write"):
            allowed.extend(step.allowed_ns for step in reader.steps())

    thread = threading.Thread(target=look, name="store-writer")
    thread.start()
    thread.join()
    look()
    assert allowed == [8_000_000_000, 2_000_000_000]


def test_a_long_name_is_cut_and_chinese_survives(slot: tuple[Slot, SlotReader]) -> None:
    steps, reader = Steps(slot[0]), slot[1]
    with steps.within("伞" * 30, "x" * 90):
        (step,) = reader.steps()
        assert step.plugin.startswith("伞" * 13)
        assert step.during == "x" * 40


def test_the_heart_beats(slot: tuple[Slot, SlotReader]) -> None:
    assert slot[1].heartbeat_ns() == 0
    slot[0].beat()
    assert abs(time.monotonic_ns() - slot[1].heartbeat_ns()) < 10_000_000_000


def drive(work: Callable[[], Awaitable[Any]], slot: Slot | None = None) -> tuple[Any, Crew, list[str]]:
    """Run a plugin's coroutine as the desk does."""
    crew, failed = Crew("smiles"), []

    async def run() -> Any:
        steps = Steps(slot)
        steps.install(
            asyncio.get_running_loop(),
            lambda plugin, problem: failed.append(f"{plugin} {type(problem).__name__}"),
        )
        return await steps.drive(work(), crew, "smiles.vote")  # type: ignore[arg-type]  # a coroutine function

    return asyncio.run(run()), crew, failed


def test_a_flow_returns_and_raises_as_it_would_by_itself() -> None:
    async def flow() -> str:
        await asyncio.sleep(0)
        try:
            await asyncio.wait_for(asyncio.sleep(60), 0.01)
        except TimeoutError:
            return "in time"
        return "never"

    assert drive(flow)[0] == "in time"


def test_a_waiting_flow_is_in_no_step(slot: tuple[Slot, SlotReader]) -> None:
    seen: list[int] = []

    async def flow() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.01, lambda: seen.append(len(slot[1].steps())))
        seen.append(len(slot[1].steps()))
        await asyncio.sleep(0.05)

    drive(flow, slot[0])
    assert seen == [1, 0]


@types.coroutine
def _turn() -> Generator[None, None, None]:
    yield


async def _for_ever() -> None:
    while True:
        await _turn()


def test_a_flow_that_nobody_waits_for_is_let_go_of_in_whichever_order_the_collector_likes() -> None:
    flow = _for_ever()
    drive = Steps().drive(flow, Crew("trial"), "trial.main")
    drive.send(None)
    flow.close()  # as the collector does with an abandoned flow, now and then before its driver
    drive.close()


def test_a_flow_that_is_let_go_of_is_ended() -> None:
    flow = _for_ever()
    drive = Steps().drive(flow, Crew("trial"), "trial.main")
    drive.send(None)
    drive.close()
    assert inspect.getcoroutinestate(flow) == inspect.CORO_CLOSED


def test_a_task_of_a_plugin_belongs_to_its_crew_and_is_ended_with_it() -> None:
    async def flow() -> None:
        asyncio.create_task(asyncio.sleep(600))  # noqa: RUF006 - left behind on purpose
        await asyncio.sleep(0)

    crew = Crew("smiles")

    async def run() -> tuple[int, int]:
        steps = Steps()
        steps.install(asyncio.get_running_loop(), lambda _plugin, _problem: None)
        await steps.drive(flow(), crew, "smiles.vote")
        dismissed = crew.dismiss()
        await asyncio.sleep(0.01)
        return dismissed, len(crew.tasks)

    assert asyncio.run(run()) == (1, 0)


def test_sys_exit_in_a_task_is_a_failure_and_not_an_end() -> None:
    async def leave() -> None:
        raise SystemExit(3)

    async def flow() -> str:
        task = asyncio.create_task(leave())
        try:
            await task
        except RuntimeError as problem:
            return str(problem)
        return "nothing"

    result, _crew, failed = drive(flow)
    assert result == "SystemExit in a task"
    assert failed == ["smiles SystemExit"]


def test_incidents_are_read_once_and_torn_lines_count_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "incidents"
    path.write_text('{"kind": "hung", "plugin": "a", "during": "b"}\n{"kind": "hu\n{"kind": "no such"}\n')
    assert read_incidents(path) == [Incident("hung", "a", "b")]
    assert read_incidents(path) == []


def test_a_stack_names_the_plugin_whose_folder_is_in_it(tmp_path: Path) -> None:
    candidates = [Candidate("a", "a", tmp_path / "a"), Candidate("ab", "ab", tmp_path / "ab")]
    stack = f'Thread 0x1:\n  File "/usr/lib/re.py", line 1 in match\n  File "{tmp_path}/ab/__init__.py", line 9 in main\n'
    assert name_from_stack(stack, candidates) == "ab"
    assert name_from_stack("nothing of ours", candidates) == ""
