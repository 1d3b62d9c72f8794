"""Who may do what, as a table: what each role holds, what a site may change, and what nobody can give the auditor."""

from __future__ import annotations

from typing import get_args

import pytest

from kiosk.core.staff.rights import OWN, ROLES, SERVE, Declared, Rights, role_title
from kiosk.link.settings import Role
from kiosk.link.texts import Translator

HOLDS = {
    # role: the desk's own rights that it holds (domain.md 2.8)
    "attendant": {"desk.serve", "desk.look", "shift.hold", "shift.second", "stock.receive", "reports.read"},
    "shift_lead": {
        "brands.bring",
        "desk.serve",
        "desk.look",
        "desk.repair",
        "approvals.answer",
        "shift.hold",
        "shift.second",
        "stock.receive",
        "stock.second",
        "orders.second",
        "reports.read",
        "month.desk",
    },
    "supervisor": set(OWN) - {"month.finance"},
    "manager": set(OWN) - {"month.finance"},
    "finance": {
        "desk.look",
        "approvals.answer",
        "acts.read",
        "shift.second",
        "stock.second",
        "orders.settle",
        "orders.second",
        "members.opening",
        "rules.bring",
        "rules.approve",
        "reports.read",
        "month.finance",
    },
    "auditor": {"desk.look", "acts.read", "reports.read"},
    "technician": {"desk.look", "desk.repair", "plugins.enable"},
}

COUNT = Declared("Count", "盘点", ("shift_lead", "auditor"))
LISTS = Declared("Lists", "清单", ("auditor",), reads=True)


def test_the_settings_and_the_table_know_the_same_roles() -> None:
    assert set(ROLES) == set(get_args(Role)) == set(HOLDS)


@pytest.mark.parametrize("role", HOLDS)
def test_what_each_role_may_at_a_site_that_says_nothing(role: str) -> None:
    assert {right for right in OWN if Rights().may(role, right)} == HOLDS[role]


def test_every_right_and_role_is_named_in_both_languages_and_says_where_it_comes_from() -> None:
    for declared in (*OWN.values(), *ROLES.values()):
        assert declared.title
        assert declared.title_zh
        assert len(declared.title_zh) <= 12
        assert declared.source


def test_an_auditor_holds_no_right_that_does_more_than_show() -> None:
    rights = Rights({"lending": {"count": COUNT, "lists": LISTS}}, {"desk.serve": ["auditor", "attendant"]})
    assert rights.may("shift_lead", "lending.count")
    assert not rights.may("auditor", "lending.count"), "whatever the plugin says"
    assert not rights.may("auditor", "desk.serve"), "whatever the site says"
    assert rights.may("auditor", "lending.lists")


def test_the_site_changes_who_holds_a_right_and_takes_it_from_the_others() -> None:
    rights = Rights({"lending": {"count": COUNT}}, {"lending.count": ["manager"], SERVE: []})
    assert rights.may("manager", "lending.count")
    assert not rights.may("shift_lead", "lending.count")
    assert not any(rights.may(role, SERVE) for role in ROLES)


@pytest.mark.parametrize("right", ["", "lending", "lending.", "lending.count ", "desk.serve.x", "*"])
def test_a_right_that_nobody_declared_is_held_by_nobody(right: str) -> None:
    assert not any(Rights().may(role, right) for role in ROLES)
    assert Rights(site={right: ["manager"]}).unknown == (right,)


@pytest.mark.parametrize("role", ["", "owner", "root", "Manager", "manager "])
def test_a_role_that_does_not_exist_may_nothing(role: str) -> None:
    rights = Rights(site={SERVE: [role]})
    assert not any(rights.may(role, right) for right in OWN)
    assert role_title(role) == role


def test_names_of_roles_and_rights_are_said_in_the_readers_language() -> None:
    right = Rights({"trial": {"count": COUNT}}).right("trial.count")
    assert right is not None
    for language, role, said in (("zh_CN", "稽核", "盘点"), ("en", "Auditor", "Count")):
        translator = Translator(language, {})
        assert (translator.say(role_title("auditor")), translator.say(right.title)) == (role, said)
