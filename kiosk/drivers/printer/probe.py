"""Is a receipt printer there, and how is it? DLE EOT, which moves no paper and which nothing else understands."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from kiosk.drivers.port import DeviceError
from kiosk.drivers.printer import commands
from kiosk.drivers.printer.connectors import DeviceFileWire, Wire
from kiosk.drivers.printer.status import UNKNOWN, Answers, PrinterState, judge
from kiosk.drivers.probing import ANSWER_SECONDS, Found, ProbedLine

State: TypeAlias = Literal["ready", "paper_low", "paper_out", "cover_open", "fault", "mute"]

SPEEDS = (115200, 9600, 19200, 38400)
"""As printers are delivered, the commonest first."""

QUESTIONS = tuple(commands.real_time_status(number) for number in (1, 2, 3, 4))


def on_line(line: ProbedLine, port: str) -> Found | None:
    """Ask at a serial line, at each speed. Raises a `DeviceError`."""
    for speed in SPEEDS:
        line.change(speed)
        answers = [_answer(line.ask(question, 1)) for question in QUESTIONS[:1]]
        if answers[0] is None:
            continue
        answers += [_answer(line.ask(question, 1)) for question in QUESTIONS[1:]]
        state = judge(*answers)
        return Found(
            device_class="printer", driver="serial", port=port, baud=speed, says=said(state), state=state_of(state)
        )  # fmt: skip
    return None


def at_file(path: Path, patience: float = ANSWER_SECONDS) -> Found:
    """Ask at a printer's own device file (`/dev/usb/lp0`): a printer, whatever it answers."""

    def found(says: str, state: State = "mute") -> Found:
        return Found(device_class="printer", driver="file", port=str(path), says=says, state=state)

    try:
        wire = DeviceFileWire(path)
    except DeviceError as fault:
        return found(str(fault))
    try:
        state = judge(*answers_on(wire, QUESTIONS, patience))
        return found(said(state), state_of(state))
    except DeviceError as fault:
        return found(str(fault))
    finally:
        wire.close()


def answers_on(wire: Wire, questions: Sequence[bytes], patience: float) -> list[int | None]:
    """Ask each question; None where it was not answered in time. Raises a `DeviceError`."""
    answers: list[int | None] = []
    for question in questions:
        wire.write(question, patience)
        heard = Answers()
        deadline = time.monotonic() + patience
        while not heard.real_time and (left := deadline - time.monotonic()) > 0:
            heard.feed(wire.read(left))
        answers.append(heard.real_time[0] if heard.real_time else None)
    return answers


def said(state: PrinterState) -> str:
    """A state in a few words."""
    return state.fault or f"{state.status}, paper {state.paper}"


def state_of(state: PrinterState) -> State:
    """A state as one word."""
    if state is UNKNOWN or state.status == "unknown":
        return "mute"
    if state.paper == "out":
        return "paper_out"
    if state.status != "online":
        return "cover_open" if "cover" in state.fault else "fault"
    return "paper_low" if state.paper == "low" else "ready"


def _answer(heard: bytes) -> int | None:
    answers = Answers()
    answers.feed(heard)
    return answers.real_time[0] if answers.real_time else None
