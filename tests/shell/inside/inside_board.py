"""The wall on the screen: the door that people look for is on the page that they see, with its number."""

from __future__ import annotations

from typing import Any

import measures
import pytest
from inside_measures import pages
from lending_prompts import lending
from msgspec.structs import replace

from kiosk.shell.samples import screen as sample


def lit_doors(screen: Any) -> list[Any]:
    from kiosk.shell.widgets.wall import MapDoor

    return [one for one in screen.stage.walk() if isinstance(one, MapDoor) and one.place.lit]


def said_by(widget: Any) -> list[str]:
    return [one.text for one in widget.walk(restrict=True) if hasattr(one, "font_size")]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["take", "take-rack", "close", "put-back", "put-in"])
def test_the_map_is_on_the_first_page_and_says_the_number_of_the_lit_door(
    screen: Any, name: str, language: str
) -> None:
    screen.show(lending(name, language))
    [door] = lit_doors(screen)
    assert said_by(door) == [door.place.label]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["take", "take-rack", "put-in", "put-in-other"])
def test_what_can_be_done_at_an_open_door_is_on_the_first_page(screen: Any, name: str, language: str) -> None:
    for comfort in (False, True):
        screen.show(lending(name, language, comfort=comfort))
        keys = {one.key for one in screen.targets()}
        assert {action.key for action in screen.stage.screen.prompt.actions} <= keys


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize("lit", [1, 6, 17, 30])
def test_the_lit_door_says_its_number_wherever_it_is(screen: Any, lit: int, comfort: bool) -> None:
    shown = sample("door", "zh_CN", comfort=comfort)
    places = tuple(replace(one, lit=one.key == str(lit)) for one in shown.prompt.places)
    screen.show(replace(shown, prompt=replace(shown.prompt, places=places)))
    [door] = lit_doors(screen)
    assert said_by(door) == [str(lit)]
    assert measures.area(door).inside(measures.area(door.parent))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_until_when_is_on_the_first_page_of_a_loan(screen: Any, language: str) -> None:
    for comfort in (False, True):
        screen.show(lending("borrowed", language, comfort=comfort))
        prompt = screen.stage.screen.prompt
        until = next(fact for fact in prompt.facts if fact.label in ("归还", "Return"))
        assert screen.says(str(until.value))


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_page_with_the_selected_door_opens(screen: Any, language: str, comfort: bool) -> None:
    shown = sample("wall", language, comfort=comfort)
    for revision, key in enumerate(("30", "1", "17"), 2):
        places = tuple(replace(one, lit=one.key == key) for one in shown.prompt.places)
        prompt = replace(shown.prompt, places=places)
        screen.show(replace(shown, revision=revision, prompt=prompt))
        to_wall = [one for one in screen.targets() if one.key == "doors"]
        if to_wall or not any(one.key == key for one in screen.targets()):
            _open_the_wall(screen)
        assert any(one.key == key for one in screen.targets()), f"door {key} is on another page"


def _open_the_wall(screen: Any) -> None:
    """From the story of a door, where it has a page of its own, to the wall."""

    for _ in pages(screen):
        found = [one for one in screen.targets() if one.key == "doors"]
        if found:
            found[0].action()
            return


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_pages_of_the_wall_hold_about_as_many_columns(screen: Any, language: str, comfort: bool) -> None:
    from kiosk.shell.widgets.wall import WallDoor

    screen.show(sample("wall-bare", language, comfort=comfort))
    columns = []
    for _ in pages(screen):
        doors = [one for one in screen.stage.walk() if isinstance(one, WallDoor)]
        columns.append(len({round(one.x) for one in doors}))
    assert max(columns) - min(columns) <= 1


def test_the_story_of_a_door_turns_its_own_pages_and_leaves_the_wall_where_it_is(screen: Any) -> None:
    from kiosk.shell.widgets.wall import WallDoor

    def doors() -> set[str]:
        return {one.key for one in screen.stage.walk() if isinstance(one, WallDoor)}

    def ways_on() -> list[Any]:
        screen.show(sample("done", "en"))
        screen.show(sample("wall", "en", comfort=True))
        found = [one for one in screen.targets() if one.key == "next" and one.enabled]
        return sorted(found, key=lambda one: one.x)

    if screen.stage.theme.form != "wide":
        pytest.skip("wall and story do not stand beside each other")
    [_, of_the_story] = ways_on()
    before = doors()
    of_the_story.action()
    assert doors() == before
    [of_the_wall, _] = ways_on()
    of_the_wall.action()
    assert doors() != before
