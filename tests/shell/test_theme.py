"""The tables that everything on the screen is made from."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kiosk.shell.theme import (
    CAPITAL_HEIGHT,
    HIGH_CONTRAST,
    LEAST_CAPITAL_COMFORT_MM,
    LEAST_CAPITAL_MM,
    PRIMARY_TARGET_MM,
    STANDARD,
    TARGET_MM,
    Colours,
    Scale,
    contrast,
    theme_for,
)

PANELS = [
    (1080, 1920, 102.4),
    (1920, 1080, 102.4),
    (800, 480, 133.3),
    (1280, 800, 149.4),
    (1920, 1080, 141.2),
    (540, 960, 51.2),
    (2160, 3840, 204.8),
]
TABLES = [pytest.param(STANDARD, id="standard"), pytest.param(HIGH_CONTRAST, id="high contrast")]
ON_GROUNDS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "dim"),
    ("ink", "pressed"),
    ("second", "paper"),
    ("second", "surface"),
    ("second", "sunken"),
    ("second", "door"),
    ("second", "dim"),
    ("primary", "surface"),
    ("primary", "pressed"),
    ("on_primary", "primary"),
    ("on_primary", "pressed_primary"),
    ("on_stage", "stage"),
    ("on_stage", "stage_glow"),
    ("stage_second", "stage"),
    ("stage", "on_stage"),
    ("stage", "stage_second"),
    ("on_stage_accent", "stage_accent"),
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("ink", "ground"), ON_GROUNDS)
def test_inks_are_readable_on_their_grounds(table: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(table, ink), getattr(table, ground)) >= 7


@pytest.mark.parametrize("table", TABLES)
def test_every_tone_is_readable_both_ways_round(table: Colours) -> None:
    for tone, pair in table.tones.items():
        assert contrast(pair.ink, pair.tint) >= 7, tone
        assert contrast(pair.ink, table.surface) >= 7 or contrast(pair.ink, table.paper) >= 7, tone


def test_high_contrast_swaps_the_table_and_nothing_else() -> None:
    plain, strong = theme_for(1080, 1920, 102.4), theme_for(1080, 1920, 102.4, high_contrast=True)
    assert [one.name for one in fields(plain) if getattr(plain, one.name) != getattr(strong, one.name)] == [
        "colours"
    ]


def test_the_drawings_sizes_on_the_panel_they_were_made_for() -> None:
    theme = theme_for(1080, 1920, 102.4)
    assert theme.type == Scale(112, 68, 50, 40, 34)
    assert theme_for(1080, 1920, 102.4, comfort=True).type == Scale(112, 88, 72, 52, 44)
    assert (theme.margin, theme.gap, theme.button, theme.header, theme.bar) == (56, 28, 152, 132, 204)


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize(("width", "height", "ppi"), PANELS)
def test_letters_and_targets_are_large_enough_on_every_panel(
    width: int, height: int, ppi: float, comfort: bool
) -> None:
    theme = theme_for(width, height, ppi, comfort=comfort)
    millimetre = ppi / 25.4
    capital = theme.type.least * CAPITAL_HEIGHT / millimetre
    assert capital >= (LEAST_CAPITAL_COMFORT_MM if comfort else LEAST_CAPITAL_MM)
    assert theme.chrome * CAPITAL_HEIGHT / millimetre >= LEAST_CAPITAL_MM
    assert theme.target / millimetre >= TARGET_MM
    assert theme.button / millimetre >= PRIMARY_TARGET_MM


@pytest.mark.parametrize(("width", "height", "ppi"), PANELS)
def test_a_scale_never_grows_downwards_and_comfort_is_never_smaller(
    width: int, height: int, ppi: float
) -> None:
    plain, large = (theme_for(width, height, ppi, comfort=comfort).type for comfort in (False, True))
    for scale in (plain, large):
        sizes = [getattr(scale, one.name) for one in fields(scale)]
        assert sizes == sorted(sizes, reverse=True)
    assert all(getattr(large, one.name) >= getattr(plain, one.name) for one in fields(plain))


def test_a_picture_of_half_the_pixels_and_half_the_ppi_is_the_same_picture() -> None:
    whole, half = theme_for(1080, 1920, 102.4), theme_for(540, 960, 51.2)
    assert half.form == whole.form
    assert half.type.title * 2 == whole.type.title
    assert half.button * 2 == whole.button


@pytest.mark.parametrize(
    ("panel", "form"),
    [
        ((1080, 1920, 102.4), "tall"),
        ((1920, 1080, 102.4), "wide"),
        ((800, 480, 133.3), "small"),
        ((480, 800, 133.3), "small"),
    ],
)
def test_the_arrangement_follows_from_the_panel(panel: tuple[int, int, float], form: str) -> None:
    assert theme_for(*panel).form == form


def test_sizes_step_down_within_the_scale() -> None:
    scale = Scale(112, 68, 50, 40, 34)
    assert scale.down_from(50) == (50, 40, 34)
    assert scale.down_from(34) == (34,)


def test_the_contrast_of_black_and_white() -> None:
    assert contrast((0, 0, 0, 1), (1, 1, 1, 1)) == pytest.approx(21)
    assert contrast((1, 1, 1, 1), (1, 1, 1, 1)) == pytest.approx(1)
