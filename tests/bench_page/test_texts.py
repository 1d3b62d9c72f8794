"""The page's texts and its faults: complete in every language, and in step with the world."""

import re
from typing import get_args, get_type_hints

from kiosk.bench import fault_words
from kiosk.bench.catalogue import LANGUAGES, words_of
from kiosk.bench.page_words import page_words
from kiosk.bench.protocol import DEEDS, WAITS
from kiosk.bench.reasons import PATTERNS, reason_in_words, texts
from kiosk.bench.server import icons, page_folder
from kiosk.drivers.world import faults
from kiosk.drivers.world import messages as said

SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in sorted(page_folder().glob("*.js")))


def kinds():
    """Every kind of fault that the world takes."""
    return {
        kind for each in get_args(get_type_hints(said.SetFault)["kind"]) for kind in get_args(each) or (each,)
    }


def test_every_fault_that_the_world_knows_is_offered():
    offered = [each.kind for family in fault_words.families() for each in family.faults]
    assert sorted(offered) == sorted(kinds())
    assert len(offered) == len(set(offered))


def test_every_fault_has_words_in_every_language_and_no_words_are_of_a_fault_that_is_gone():
    for language in LANGUAGES:
        words = fault_words.words_for(words_of(language))
        assert set(words) == kinds()
        assert all(name and tells for name, tells in words.values())
    assert set(fault_words.NUMBERS) <= kinds()
    chinese = fault_words.words_for(words_of("zh_CN"))
    assert not [
        kind for kind, pair in chinese.items() if not re.search(r"[\u4e00-\u9fff]", pair[0] + pair[1])
    ]


def test_a_fault_without_words_is_offered_under_its_own_name(monkeypatch):
    monkeypatch.setitem(faults.FAMILIES, "lamp", ("flickers_blue",))
    family = fault_words.families()[-1]
    assert (family.family, family.faults[0].kind) == ("lamp", "flickers_blue")
    assert family.faults[0].name == dict.fromkeys(LANGUAGES, "flickers blue")


def test_the_scripts_ask_for_exactly_the_texts_that_there_are():
    words = page_words("en")
    asked = set(re.findall(r"\bt\((?:[^()\"]*\? )?\"(\w+)\"", SCRIPTS))
    asked |= {each for key in words for each in [key] if f'"{key}"' in SCRIPTS}
    for prefix in re.findall(r"\bt\(`(\w+_)\$\{", SCRIPTS):
        asked |= {key for key in words if key.startswith(prefix)}
    assert asked - set(words) == set()
    assert set(words) - asked == set()


def test_every_icon_of_the_page_is_in_the_font():
    asked = set(re.findall(r"(?:icon\(|glyph: |heading\(\s*)\"(\w+)\"", SCRIPTS))
    assert len(asked) > 10
    assert asked <= set(icons())


def test_all_deeds_of_hands_can_be_done_from_the_page():
    assert set(get_args(DEEDS)) | set(WAITS) == set(get_args(said.HandsToWorld))


def test_every_reason_is_in_words():
    assert set(texts(words_of("en"))) == set(PATTERNS)
    for name, pattern in PATTERNS.items():
        fields = dict.fromkeys(pattern.groupindex, "7")
        for language in LANGUAGES:
            assert "{" not in texts(words_of(language))[name].format(**fields)
    assert reason_in_words("nobody here holds anything")["zh_CN"] == "手里没有 anything。"
    assert reason_in_words("what nobody foresaw")["zh_CN"] == "what nobody foresaw"
