"""The houses that the tour visits: the demo's own, with a past, and two small ones that are full and empty.

What has happened in the past is written by the same steps as today's, on a clock that stands in the past: a
loan that is overdue has been lent, not typed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.cli.demo_house import MEMBERS, build
from kiosk.core.api import Transaction
from kiosk.core.clock import Clock, ManualClock, SystemClock
from kiosk.core.ids import new_id
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.opened import open_store
from kiosk.link.settings import Settings, load
from kiosk.plugins import lending
from kiosk.plugins.lending.kinds import UMBRELLA
from kiosk.plugins.lending.limits import Limits
from kiosk.plugins.lending.records import Opening
from kiosk.plugins.lending.writes import begin, finish, lend

DAY_MS = 24 * 3_600_000
CARDS = tuple(member[0] for member in MEMBERS)
OVERDUE_CARD, FULL_CARD = CARDS[3], CARDS[4]
"""The member whose umbrella is late, and the one who has all that a person may have."""

IDLE = "\n[session]\nidle_seconds = 20\nwarning_seconds = 10\n"


def tour_house(folder: Path, *, width: int = 1080, height: int = 1920) -> Settings:
    """The demo's house with a past: one umbrella is late, one member has two out. The shell tells where its
    buttons are."""
    settings = _inspected(build(folder, width=width, height=height, fresh=True))
    _in_the_past(settings, OVERDUE_CARD, days=5)
    _in_the_past(settings, FULL_CARD, days=0)
    _in_the_past(settings, FULL_CARD, days=0)
    return settings


def full_house(folder: Path) -> Settings:
    """Every place is taken, and one umbrella is out."""
    settings = tour_house(folder)
    _with_store(settings, SystemClock(), _fill)
    return settings


def empty_house(folder: Path) -> Settings:
    """Every umbrella is out."""
    settings = tour_house(folder)
    _with_store(settings, SystemClock(), _empty)
    return settings


def in_the_morning(text: str, now: datetime) -> str:
    """A demo's settings in a zone in which it is between eleven and twelve now: at ten in the evening no stroller is lent."""
    ahead = 11 - now.astimezone(UTC).hour
    return text.replace("[paths]", f'zone = "Etc/GMT{-ahead:+d}"\n\n[paths]', 1)


def _inspected(settings: Settings) -> Settings:
    text = in_the_morning(settings.path.read_text(encoding="utf-8"), datetime.now(UTC))
    settings.path.write_text(text.replace("[shell]\n", "[shell]\ninspect = true\n") + IDLE, encoding="utf-8")
    return load(settings.path)


def _in_the_past(settings: Settings, card: str, *, days: int) -> None:
    clock = ManualClock(SystemClock().now_ms() - days * DAY_MS - 3_600_000)

    opened: list[Opening] = []

    def open_door(tx: Transaction) -> None:
        limits = Limits.of(_settings_of_lending())
        member = tx.member_by_card(card)
        if member is None:
            raise LookupError(f"the demo has no member with card {card}")
        from zoneinfo import ZoneInfo

        opening = begin(
            tx,
            UMBRELLA,
            member.id,
            {place.id: "locked" for place in tx.places()},
            limits,
            ZoneInfo(settings.site.zone),
        )
        if not isinstance(opening, Opening):
            raise LookupError(  # noqa: TRY004 - a rule said no, no type is wrong
                f"no past loan for {card}: {opening}"
            )
        opened.append(opening)

    def take(tx: Transaction) -> None:
        lend(tx, opened[0].loan.id)
        finish(tx, opened[0].loan.id, opened[0].reservation_id)

    _with_store(settings, clock, open_door)
    # What became of a pulse is the host's own business, not the plugin's.
    _with_store(
        settings, clock, lambda tx: tx.end_operation(opened[0].operation_id, "done", "demo"), plugin=""
    )
    _with_store(settings, clock, take)


def _settings_of_lending() -> dict[str, object]:
    from kiosk.core.host.manifest import read_manifest

    return read_manifest(_lending() / "plugin.toml").values({})


def _lending() -> Path:
    return Path(lending.__file__).parent


def _with_store(
    settings: Settings, clock: Clock, work: Callable[[Transaction], object], *, plugin: str = "lending"
) -> None:
    store = open_store(settings, clock)
    try:
        store.migrate("lending", _lending() / "migrations")
        store.write_now(work, context=Context("system", settings.shell.position, new_id(clock), plugin))
    finally:
        store.close()


def _fill(tx: Transaction) -> None:
    for place in tx.places("umbrella"):
        for number in range(place.free):
            tag = f"U-9{place.number:02d}{number:02d}"
            tx.add_item(tag, "umbrella", label="grey", label_zh="灰色", place_id=place.id, reason="demo")


def _empty(tx: Transaction) -> None:
    for item in tx.items("umbrella"):
        if item.place_id is not None:
            tx.move(item.id, None, reason="demo")


def stock_of(settings: Settings) -> dict[int, tuple[str, ...]]:
    """What the books say is behind each door, for the world to be brought in line before the doors open."""
    store: Store = open_store(settings, SystemClock())
    try:
        return store.read_now(
            lambda tx: {
                place.number: tuple(item.tag for item in tx.items_at(place.id)) for place in tx.places()
            }
        )
    finally:
        store.close()
