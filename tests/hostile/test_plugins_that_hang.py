"""A plugin that hangs is named by the watcher, put aside, and the desk is back: also with the interpreter lock held."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.link.messages import Pressed
from tests.hostile.plugin_house import PluginHouse, house

FLOWS = {
    "a loop in a flow": "async def main(visit):\n    while True: pass\n",
    "a sleep in a flow": "async def main(visit):\n    time.sleep(600)\n",
    "one regular expression": "async def main(visit):\n    re.match(r'(a+)+$', 'a' * 40 + 'b')\n",
    "a write function": (
        "def write(tx):\n    time.sleep(600)\n\nasync def main(visit):\n    await visit.write(write)\n"
    ),
    "a read function": (
        "def read(tx):\n    time.sleep(600)\n\nasync def main(visit):\n    await visit.read(read)\n"
    ),
    "a task of its own": (
        "async def spin():\n    time.sleep(600)\n\n"
        "async def main(visit):\n    asyncio.create_task(spin())\n    await visit.ask(Notice('information', '试验'))\n"
    ),
    "a finally": (
        "async def main(visit):\n    try:\n        await visit.ask(Notice('information', '试验'))\n"
        "    finally:\n        time.sleep(600)\n"
    ),
    "a thread that holds the lock": (
        "async def main(visit):\n"
        "    threading.Thread(target=re.match, args=(r'(a+)+$', 'a' * 40 + 'b'), daemon=True).start()\n"
        "    await visit.ask(Notice('information', '试验'))\n"
    ),
}

ENDS = {
    "sys.exit in a flow": "async def main(visit):\n    sys.exit(3)\n",
    "a BaseException in a flow": "async def main(visit):\n    raise BaseException('all of it')\n",
    "sys.exit in a task": (
        "async def leave():\n    sys.exit(3)\n\n"
        "async def main(visit):\n    asyncio.create_task(leave())\n    await visit.ask(Notice('information', '试验'))\n"
    ),
}


def press_it(running: PluginHouse) -> None:
    """Choose the hostile tile, and go on pressing as an impatient person would."""
    assert running.tiles().get("trial.main")
    running.choose("trial.main")


EVERY_TIME = ("one regular expression", "a write function", "a finally")
"""`make test` tries these; `make crash` all of them."""


@pytest.mark.parametrize(
    "name", [name if name in EVERY_TIME else pytest.param(name, marks=pytest.mark.slow) for name in FLOWS]
)
def test_a_plugin_that_hangs_is_named_and_the_others_serve(name: str, tmp_path: Path) -> None:
    with house(tmp_path, FLOWS[name]) as running:
        press_it(running)
        if name == "a finally":
            running.until(lambda screen: getattr(screen.prompt, "title", "") == "试验", "the trial's screen")
            running.send(Pressed("home"))
        running.until(lambda _screen: "the desk hung" in running.log, "the watcher to see it")
        tiles = running.tiles()
        assert "lending.umbrella" in tiles
        assert "trial.main" not in tiles
        told = running.plugins()["trial"]
        assert told["state"] == "quarantined"
        assert "did not come back" in told["reason"]
        assert running.plugins()["lending"]["state"] == "active"


@pytest.mark.parametrize("name", ENDS)
def test_a_plugin_that_wants_to_end_the_desk_ends_its_visit(name: str, tmp_path: Path) -> None:
    with house(tmp_path, ENDS[name]) as running:
        press_it(running)
        assert "lending.umbrella" in running.tiles()
        assert "killed by" not in running.log
        assert "ended with status" not in running.log


def test_a_plugin_that_kills_the_process_is_named(tmp_path: Path) -> None:
    with house(tmp_path, "async def main(visit):\n    os._exit(7)\n") as running:
        press_it(running)
        running.until(lambda _screen: "the desk died" in running.log, "the watcher to see it")
        assert "trial.main" not in running.tiles()
        assert "ended the desk" in running.plugins()["trial"]["reason"]


def test_a_hook_that_hangs_while_home_is_drawn_is_named(tmp_path: Path) -> None:
    code = "@hookimpl\ndef kiosk_availability(tx, service_id):\n    time.sleep(600)\n"
    with house(tmp_path, code) as running:
        tiles = running.tiles()
        assert "lending.umbrella" in tiles
        assert running.plugins()["trial"]["state"] == "quarantined"


@pytest.mark.slow
def test_an_import_that_hangs_is_named_and_the_desk_starts_without_it(tmp_path: Path) -> None:
    with house(tmp_path, "time.sleep(600)\n") as running:
        running.until(lambda _screen: True, "a desk", 60)
        assert "trial.main" not in running.tiles()
