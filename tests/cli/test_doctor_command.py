"""`kiosk doctor` as a technician runs it: without a kiosk, beside one, and against somebody who does not answer."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.cli import doctor
from kiosk.cli.main import main
from kiosk.link.build import build_id
from kiosk.link.messages import ShellToDesk
from kiosk.link.settings import Settings, load
from kiosk.link.socket import Peer, serve
from tests.doctor.conftest import SETTINGS, device, told


@pytest.fixture
def box(tmp_path: Path) -> Settings:
    for name in ("data", "run"):
        (tmp_path / name).mkdir(mode=0o750)
    path = tmp_path / "kiosk.toml"
    path.write_text(SETTINGS)
    return load(path)


@contextmanager
def desk(settings: Settings, *, answer: object = None, build: str = "") -> Iterator[None]:
    """A desk that answers each question with this; None answers nothing."""
    ready, ended = threading.Event(), threading.Event()

    async def attend(peer: Peer) -> None:
        while True:
            await peer.receive()
            if answer is not None:
                await peer.send(answer)  # type: ignore[arg-type]

    async def be() -> None:
        server = await serve(
            settings.shell_socket,
            role="desk",
            incoming=ShellToDesk,
            uids=(),
            build=build or build_id(),
            handler=attend,
            callers=("doctor",),
        )
        ready.set()
        await asyncio.to_thread(ended.wait)
        await server.close()

    thread = threading.Thread(target=lambda: asyncio.run(be()))
    thread.start()
    assert ready.wait(15)
    yield
    ended.set()
    thread.join(15)


def examine(
    settings: Settings, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    status = main(["doctor", "--settings", str(settings.path), "--json", "--quick", *words])
    return status, json.loads(capsys.readouterr().out)


def ids(data: dict[str, object]) -> set[str]:
    return {each["id"] for each in data["findings"]}  # type: ignore[attr-defined]


def test_without_a_kiosk_it_looks_for_itself(box: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    status, data = examine(box, capsys)
    assert (status, data["exit"]) == (1, 1)
    assert {"kiosk.stopped", "device.not_looked_at", "storage.well", "fonts.well"} <= ids(data)
    assert not list(box.run.iterdir())  # it has made nothing there


def test_a_running_kiosk_is_asked(box: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(device(status="no_device", found="no", path="/dev/x"), device("printer"))
    with desk(box, answer=answer):
        status, data = examine(box, capsys, "--language", "zh")
    assert status == 3
    assert {"kiosk.runs", "device.nothing_there", "device.well", "screen.well"} <= ids(data)
    words = [each["words"] for each in data["findings"] if each["id"] == "device.nothing_there"]  # type: ignore[attr-defined]
    assert words == ["scanner：/dev/x 没有插设备。"]


def test_a_desk_of_another_build_or_one_that_hangs_is_said_to_be_so(
    box: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "ANSWER_SECONDS", 0.2)
    with desk(box):
        assert "kiosk.silent" in ids(examine(box, capsys)[1])
    with desk(box, build="another"):
        assert "kiosk.silent" in ids(examine(box, capsys)[1])


def test_the_database_is_looked_into_by_kiosk_check_in_a_process_of_its_own(
    box: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (box.data / "kiosk.db").write_bytes(b"this is no database, it only lies where one should" * 100)
    assert main(["doctor", "--settings", str(box.path), "--language", "en"]) == 3
    assert "kiosk check: store.unusable" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variables", "words", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, [], "zh_CN"),
        ({"LANG": "C.UTF-8"}, [], "en"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, [], "en"),
        ({"LANG": "zh_CN.UTF-8"}, ["--language", "en"], "en"),
    ],
)
def test_it_speaks_the_terminals_language_or_the_one_asked_for(
    box: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    words: list[str],
    language: str,
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    main(["doctor", "--settings", str(box.path), "--quick", *words])
    assert ("本机" in capsys.readouterr().out) == (language == "zh_CN")
