"""A rule fits its type, holds together, and says nothing that the law calls void; a pack is taken whole or not at all."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

import kiosk
from kiosk.core.prepaid_law import PREPAID, PrepaidLimits
from kiosk.core.rules import RuleKind, RuleRefused, pack_hash, proposed, read_pack
from kiosk.core.unlawful import PHRASES, unlawful
from kiosk.plugins.cards import kiosk_rules
from kiosk.plugins.counter import kiosk_rules as of_the_counter


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule with words in it."""

    fee: Annotated[int, Meta(ge=0)]
    words: tuple[str, ...] = ()


TERMS: RuleKind[Terms] = RuleKind("cards.terms", "Terms", Terms)
KINDS = {kind.name: kind for kind in (PREPAID, TERMS)}


@pytest.mark.parametrize(
    "text",
    [
        "本活动最终解释权归商场所有",
        "最 终 解 释 权归本店",
        "最终，解释权",
        "售出概不退款。",
        "本卡遗失概不补办",
        "余额作废",
    ],
)
def test_a_phrase_that_the_law_calls_void_is_found_however_it_is_spaced(text):
    assert unlawful(text)


@pytest.mark.parametrize(
    "text", ["", "遗失请及时挂失，凭证件补办新卡", "未使用的余额可以退还", "如有疑问请咨询服务台"]
)
def test_what_a_mall_rightly_says_is_left_alone(text):
    assert not unlawful(text)


def test_every_phrase_says_which_text_forbids_it():
    assert all(phrase.source for phrase in PHRASES)
    assert {"最终解释权", "概不退款", "概不补办"} <= {phrase.words for phrase in PHRASES}


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_be_looked_at(text):
    unlawful(text)


def test_a_text_that_may_not_be_said_is_refused_with_its_source():
    with pytest.raises(
        RuleRefused, match=r"cards.terms: “最终解释权” may not be said \(侵害消费者权益行为处罚办法"
    ):
        proposed(TERMS, 20261201, {"fee": 10, "words": ["一经售出", "最终解释权归商场"]})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"fee": -1}, "Expected `int` >= 0"),
        ({"fee": "10"}, "Expected `int`, got `str`"),
        ({"fee": 1, "discount": 2}, "unknown field `discount`"),
        ({}, "missing required field `fee`"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(body, why):
    with pytest.raises(RuleRefused) as refused:
        proposed(TERMS, 20261201, body)
    assert str(refused.value).startswith("cards.terms: ")
    assert why in str(refused.value)


def test_limits_that_contradict_each_other_are_refused():
    with pytest.raises(RuleRefused, match="an unnamed card may not hold more than a named one"):
        proposed(PREPAID, 20261201, {"named_most": 100, "unnamed_most": 200})


def test_the_national_limits_are_what_the_law_says():
    limits = PrepaidLimits()
    assert (limits.named_most, limits.unnamed_most, limits.identity_from) == (500_000, 100_000, 1_000_000)
    assert (limits.cooling_off_days, limits.identity_years) == (7, 5)


def test_a_pack_is_read_out_of_what_people_write():
    written = """
        [[rule]]
        name = "core.prepaid"
        from = 20261201
        body = { named_most = 300000 }

        [[rule]]
        name = "cards.terms"
        from = 20270101
        [rule.body]
        fee = 1000
        words = ["请在一年内使用"]
    """
    rules = read_pack(tomllib.loads(written), KINDS)

    assert [(rule.name, rule.from_day) for rule in rules] == [
        ("core.prepaid", 20261201),
        ("cards.terms", 20270101),
    ]
    assert rules[1].body == '{"fee":1000,"words":["请在一年内使用"]}'
    assert pack_hash(rules) != pack_hash(rules[:1])


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "there is no \\[\\[rule\\]\\] in it"),
        (
            '[[rule]]\nname = "cards.fees"\nfrom = 20261201\nbody = {}',
            "there is no kind 'cards.fees'; there are: cards.terms, core.prepaid",
        ),
        ('[[rule]]\nname = "core.prepaid"\nbody = {}', "it has name, from and body"),
        ('[[rule]]\nname = "core.prepaid"\nfrom = "1 December"\nbody = {}', "from is a day like 20261201"),
        ('[[rule]]\nname = "core.prepaid"\nfrom = 2026\nbody = {}', "2026 is no day"),
        ('[[rule]]\nname = ["core.prepaid"]\nfrom = 20261201\nbody = {}', "there is no kind"),
        ('[[rule]]\nname = "core.prepaid"\nfrom = 20261201\nbody = {}\n' * 2, "twice for the same day"),
    ],
)
def test_a_pack_that_cannot_be_taken_says_which_rule_and_why(written, why):
    with pytest.raises(RuleRefused, match=why):
        read_pack(tomllib.loads(written), KINDS)


def test_the_pack_that_comes_with_the_product_can_be_brought_as_it_is():
    written = tomllib.loads((Path(kiosk.__file__).parent / "rules.sample.toml").read_text("utf-8"))

    rules = read_pack(written, {kind.name: kind for kind in (PREPAID, *kiosk_rules(), *of_the_counter())})

    assert {rule.name for rule in rules} == {
        "core.prepaid",
        *(kind.name for kind in (*kiosk_rules(), *of_the_counter())),
    }
    assert PREPAID.read(written["rule"][0]["body"]) == PrepaidLimits()
