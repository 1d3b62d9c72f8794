"""What the domain's statements 23 to 26 and 28 promise everywhere, not of one service: held over all texts and panels.

The statement of each test is named in its docstring (domain.md, section 7). Statement 30 is
`tests/journeys/cards/test_apply.py`; 24 has tests at each reveal too (`test_applications.py`, `test_requests.py`,
`tests/lending`).
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kiosk
from kiosk.core.unlawful import unlawful
from kiosk.shell.theme import PRIMARY_TARGET_MM, TARGET_MM, theme_for
from kiosk.testing.journey import Journey
from tests.journeys.cards.apply_steps import NEW_PHONE, applied, to_the_form, with_texts
from tests.journeys.cards.steps import PHONE, PLUGINS, give_pin, people, quick, to_the_page
from tests.shell.test_theme import PANELS

ROOT = Path(kiosk.__file__).parent
KEPT = re.compile(
    r"(?:扣押|抵押|押下|收下|留存|留下|保管|暂存)[^，。；]{0,6}(?:身份证|证件)"
    r"|(?:身份证|证件)[^，。；]{0,6}(?:已收|已留|已押|抵押|作押|留存|保管|暂存)"
    r"|(?:keep|kept|hold|held|deposit|leave|left)\b[^.,;]{0,20}\b(?:id card|identity card|identity document)"
    r"|(?:id card|identity card|identity document)[^.,;]{0,20}\b(?:kept|held|deposit|left)",
    re.IGNORECASE,
)
FORBIDS = re.compile(r"不得|\bnever\b", re.IGNORECASE)
"""What a text says that reminds staff of it: lending does."""
MOBILE = re.compile(r"(?<!\d)1\d{10}(?!\d)")


def texts() -> Iterator[tuple[str, str]]:
    """Every text that the house can say, with where it stands: catalogues, manifests, sample settings and rules."""
    for path in sorted(ROOT.rglob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                for words in (message.id, message.string):
                    yield from ((path.name, each) for each in ((words,) if isinstance(words, str) else words))
    for path in sorted(ROOT.rglob("*.toml")):
        yield from ((path.name, text) for text in _strings(tomllib.loads(path.read_text("utf-8"))))


def _strings(body: object) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, dict):
        for key, value in body.items():
            if key != "source":  # where a rule comes from: nobody is shown it
                yield from _strings(value)
    elif isinstance(body, list):
        for value in body:
            yield from _strings(value)


def test_no_text_offers_to_keep_an_identity_document():
    """Statement 23: no option to record "ID card kept"."""
    found = [(where, text) for where, text in texts() if KEPT.search(text) and not FORBIDS.search(text)]

    assert found == []


@pytest.mark.parametrize(
    "text", ["收下身份证作押金", "证件已留存", "The ID card is kept", "Keep their identity document"]
)
def test_such_a_text_would_be_found(text):
    assert KEPT.search(text)


def test_no_slip_of_a_member_s_visit_has_a_whole_phone_number(make_kiosk):
    """Statement 24."""
    journey = _with_a_member(make_kiosk(plugins=PLUGINS, prepare=people))
    applied(journey, NEW_PHONE, "offers", birthday="0503")
    journey.leave()
    to_the_page(journey)
    journey.choose("print")
    journey.until(lambda: len(journey.world.slips) == 2, "both slips")

    assert [paper.kind for paper in journey.world.slips] == ["cards.application", "cards.balance"]
    assert not [paper.text for paper in journey.world.slips if MOBILE.search(paper.text)]


@pytest.mark.parametrize("ending", ["home", "end", "walk away"])
def test_the_end_of_a_visit_leaves_nothing_personal_on_the_screen_in_a_draft_or_in_a_log(
    make_kiosk, caplog, ending
):
    """Statement 25. There is no input method yet that could learn."""
    caplog.set_level(logging.DEBUG)
    journey = _with_a_member(make_kiosk(plugins=PLUGINS, prepare=people))
    to_the_form(journey)
    if ending == "walk away":
        journey.walk_away()
    else:
        journey.press("home" if ending == "home" else "end")
        journey.leave()
    journey.touch()
    journey.choose("cards.apply")
    journey.expect("请输入手机号")

    assert NEW_PHONE not in str(journey.screen)
    assert NEW_PHONE[-4:] not in str(journey.screen)
    assert not [
        record
        for record in caplog.records
        if NEW_PHONE in record.getMessage() or PHONE in record.getMessage()
    ]
    journey.leave()
    assert journey.read(lambda tx: tx._one("SELECT count(*) FROM cards_application"))[0] == 0
    assert not any(NEW_PHONE in entry.data for entry in journey.read(lambda tx: tx.journal_entries()))
    kept = Path(journey.settings.data)
    assert not [
        file for file in kept.rglob("*") if file.is_file() and NEW_PHONE.encode() in file.read_bytes()
    ]


@pytest.mark.parametrize("comfort", [False, True])
@pytest.mark.parametrize("panel", PANELS)
def test_targets_are_fifteen_millimetres_and_the_primary_ones_twenty(panel, comfort):
    """Statement 26. That each target on each screen is so large is measured on the real windows (`tests/shell/inside`)."""
    width, height, ppi = panel
    theme = theme_for(width, height, ppi, comfort=comfort)

    assert (TARGET_MM, PRIMARY_TARGET_MM) == (15.0, 20.0)
    assert theme.target * 25.4 / ppi >= 15 - 0.15
    assert theme.primary_target * 25.4 / ppi >= 20 - 0.15


def test_nothing_that_the_house_says_is_unlawful():
    """Statement 28: the linter that refuses a site's own texts finds nothing in ours, printed or shown."""
    found = [
        (where, phrase.words)
        for where, text in texts()
        for phrase in unlawful(text)
        if not FORBIDS.search(text)
    ]

    assert found == []


@pytest.mark.parametrize("phrase", ["最终解释权归本商场所有", "售出商品概不退款", "遗失概不补办"])
def test_the_linter_knows_the_three_by_name(phrase):
    """Statement 28."""
    assert unlawful(phrase)


def _with_a_member(journey: Journey) -> Journey:
    quick(journey)
    give_pin(journey)
    return with_texts(journey)
