"""`--dev` through the real processes: a debugger in the desk's terminal, and a saved file on the screen."""

from __future__ import annotations

import time
from pathlib import Path

from tests.hostile.plugin_house import house

STOPS = """
async def main(visit):
    number = 6 * 7
    breakpoint()
    await visit.ask(Notice("information", f"{number}"))
"""


def test_a_breakpoint_stops_the_desk_in_its_terminal_for_as_long_as_its_author_likes(tmp_path: Path) -> None:
    with house(tmp_path, STOPS, words=["--dev"], terminal=True) as running:
        running.tiles()
        running.choose("trial.main")
        assert running.terminal is not None
        running.terminal.until("(Pdb)")
        running.until(
            lambda _screen: "a kiosk would put it aside now" in running.log, "the watcher to say so"
        )
        time.sleep(0.5)  # in which a kiosk's watcher would have ended it
        running.terminal.type("p number")
        running.terminal.until("42")
        running.terminal.type("c")
        running.until(lambda screen: getattr(screen.prompt, "title", "") == "42", "the flow to go on")
        assert "killed by" not in running.log
        code = running.packages["trial"] / "__init__.py"
        code.write_text(code.read_text().replace("6 * 7", "40").replace("    breakpoint()\n", ""))
        running.until(lambda _screen: "plugin trial reloaded" in running.log, "the file to be loaded")
        running.tiles()
        running.choose("trial.main")
        running.until(lambda screen: getattr(screen.prompt, "title", "") == "40", "the new code")
        running.terminal.interrupt()
        assert running.ended() == 0
