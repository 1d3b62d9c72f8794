"""Safe mode through the real processes: a desk that keeps ending, with nobody to be named for it, comes back limited."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.plugin_house import PluginHouse, Written

ENDS_LATER = """
def end():
    mark = Path(__file__).parents[2] / "data" / "starting.json"
    while '"serving":true' not in mark.read_text():
        time.sleep(0.05)
    os._exit(9)

threading.Thread(target=end, daemon=True).start()
"""

FORGIVES_ONE = "\n[host]\nshort_lives = 2\n"


def test_a_desk_that_keeps_ending_comes_back_without_the_strangers(tmp_path: Path) -> None:
    with PluginHouse(tmp_path, Written("trial", ENDS_LATER), settings=FORGIVES_ONE) as running:
        running.until(lambda screen: screen.attract[:1] == ("今日部分服务暂停",), "safe mode", 60)
        tiles = running.tiles()
        assert "lending.umbrella" in tiles
        assert "trial.main" not in tiles
        told = running.plugins()
        assert told["trial"]["state"] == "held"
        assert told["trial"]["reason"].startswith("safe mode: the desk ended soon after its start")
        assert running.log.count("desk started") == 3
