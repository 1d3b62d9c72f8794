"""The shipped sample documents the settings of our own plugins too, as they are without a word in kiosk.toml."""

import tomllib
from pathlib import Path

import pytest

from kiosk.core.host.discovery import RESIDENTS, candidates
from kiosk.core.host.manifest import read_manifest

SAMPLE = Path(__file__).parents[2] / "kiosk" / "kiosk.sample.toml"
OURS = [each for each in candidates() if each.module.startswith(RESIDENTS)]


def section_of(plugin):
    """The lines of a plugin's section, each still commented out."""
    lines = SAMPLE.read_text().splitlines()
    start = lines.index(f"# [plugins.{plugin}]")
    end = next(number for number, line in enumerate(lines[start:], start) if not line.startswith("#"))
    return lines[start:end]


@pytest.mark.parametrize("plugin", OURS, ids=lambda plugin: plugin.name)
def test_the_sample_shows_each_setting_with_its_default(plugin):
    settings = read_manifest(plugin.folder / "plugin.toml").settings
    shown = tomllib.loads("\n".join(line.removeprefix("# ") for line in section_of(plugin.name)))
    assert shown["plugins"][plugin.name] == {key: setting.default for key, setting in settings.items()}


@pytest.mark.parametrize("plugin", OURS, ids=lambda plugin: plugin.name)
def test_each_setting_has_words_and_its_limits(plugin):
    words = ""
    for line in section_of(plugin.name)[1:]:
        if line.startswith("# # "):
            words += line
            continue
        key, _, rest = line.removeprefix("# ").partition(" = ")
        setting = read_manifest(plugin.folder / "plugin.toml").settings[key]
        words += rest.partition("#")[2]
        assert len(words) > 10, key
        if setting.type == "integer" and setting.minimum != setting.maximum:
            assert f"{setting.minimum} to {setting.maximum}" in words, key
        words = ""


def test_there_are_plugins_of_ours():
    assert [plugin.name for plugin in OURS] == ["bags", "cards", "counter", "lending"]
