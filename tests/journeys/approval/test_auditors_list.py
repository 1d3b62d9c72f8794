"""What an auditor reads of sensitive acts: who, why, where, in words."""

from __future__ import annotations

from kiosk.core.host.manifest import Named
from kiosk.core.records import Context
from kiosk.core.store.transaction import Transaction
from kiosk.link.prompts import Table
from kiosk.link.texts import titled
from kiosk.testing.journey import Journey
from tests.journeys.approval.steps import approve, ask, sign_in


def test_an_auditor_reads_who_why_and_where_and_can_change_nothing(kiosk: Journey) -> None:
    sign_in(kiosk)
    ask(kiosk)
    approve(kiosk, "2")
    kiosk.choose("done")
    kiosk.press("lock")
    kiosk.expect_attract()
    sign_in(kiosk, "9")
    kiosk.choose("core.acts")
    table = kiosk.expect("敏感操作")
    assert isinstance(table, Table)
    rows = {str(row.cells[1]): row for row in table.rows}
    used = rows["经批准操作"]
    assert used.cells[2] == "1 + 2"
    kiosk.choose(used.key)
    kiosk.until(lambda: getattr(kiosk.prompt, "detail", None), "its story")
    assert isinstance(kiosk.prompt, Table)
    assert kiosk.prompt.detail is not None
    assert "front" in str(kiosk.prompt.detail.lines[1])
    assert "更正账面" in str(kiosk.prompt.detail.lines[1])
    assert "why count" in str(kiosk.prompt.detail.lines[2])
    assert not kiosk.prompt.actions


def test_the_auditors_list_names_what_the_box_did_by_itself_and_what_a_plugin_calls_its_acts(
    kiosk: Journey,
) -> None:
    trial = kiosk.desk.host.states["trial"]
    trial.acts = {"shown": Named("Shown in full", "完整显示")}
    trial.why = {"wrong_pins": titled("客人问起", "a customer asked")}

    def acted(tx: Transaction, event: str, context: Context) -> None:
        tx.context = context
        tx.journal_act(event, "wrong_pins")

    for event, context in (
        ("staff.locked", Context(position="front")),
        ("staff.added", Context()),
        ("trial.shown", Context("customer", "front")),
        ("trial.hidden", Context("customer", "front")),
    ):
        kiosk.write(acted, event, context)
    sign_in(kiosk, "9")
    kiosk.choose("core.acts")
    table = kiosk.expect("敏感操作")
    assert isinstance(table, Table)
    assert [row.cells[1:] for row in table.rows[:4]] == [
        ("trial.hidden", "顾客"),
        ("完整显示", "顾客"),
        ("新建账号", "终端"),
        ("账号锁定", "系统"),
    ]
    kiosk.press("language")
    table = kiosk.expect("Sensitive acts")
    assert isinstance(table, Table)
    assert [row.cells[1:] for row in table.rows[1:4]] == [
        ("Shown in full", "A customer"),
        ("Account made", "Terminal"),
        ("Account locked", "The box itself"),
    ]
    for row, why in ((3, "too many wrong PINs"), (1, "a customer asked")):
        kiosk.choose(table.rows[row].key)
        kiosk.until(lambda why=why: why in str(getattr(kiosk.prompt, "detail", None)), "its story")


def test_a_long_list_is_walked_through_a_stretch_at_a_time(kiosk: Journey) -> None:
    def many(tx: object) -> None:
        for number in range(95):
            tx.journal_act("demo.act", "test", number=number)  # type: ignore[attr-defined]

    kiosk.write(many)
    sign_in(kiosk, "4")
    kiosk.choose("core.acts")
    kiosk.expect("敏感操作")
    seen = []
    for turn in range(3):
        assert isinstance(kiosk.prompt, Table)
        seen += [row.key for row in kiosk.prompt.rows]
        if turn < 2:
            before = kiosk.prompt.rows[0].key
            kiosk.choose("older")
            kiosk.until(lambda before=before: kiosk.prompt.rows[0].key != before, "the next stretch")  # type: ignore[union-attr]
    assert len(seen) == len(set(seen)) == 95 + 5, (
        "every act once: those of the test, and the five accounts made"
    )
