"""A plugin whose one act needs a second person, the people, and what they do again and again."""

from __future__ import annotations

import msgspec

from kiosk.link.prompts import Approval, Confirm, Entered, Table
from kiosk.testing.journey import Journey

PLUGIN = """
from peewee import IntegerField, TextField
from kiosk.core.api import *

class Book(PluginModel):
    place = TextField(primary_key=True)
    count = IntegerField()

    class Meta:
        table_name = "trial_book"

def count_now(tx):
    return Book.get_or_none(Book.place == "A")

def set_count(tx, count):
    Book.insert(place="A", count=count).on_conflict_replace().execute()
    tx.journal("trial.corrected", count=count)

def correct(tx, approved, count):
    tx.use_approval(approved)
    set_count(tx, count)

def ask_later(tx, count):
    book = count_now(tx)
    return tx.request_approval(
        "trial.approve", kind="count", subject="place:A", title="更正 A", facts=(Fact("实点", str(count)),),
        version=str(book.count if book else 0), data={"count": count}, reason="count",
    )

async def main(visit):
    member = visit.argument or MEMBER
    approved = await visit.approval(
        "trial.approve", "更正账面", (Fact("实点", "11"),), reason="count", not_by=(member,), later=True)
    if approved == "later":
        try:
            await visit.write(ask_later, 11)
            await visit.ask(Notice("done", "等待批准"))
        except AlreadyAsked:
            await visit.ask(Notice("refused", "已经问过"))
    elif approved is None:
        await visit.ask(Notice("refused", "没有批准"))
    else:
        await visit.write(correct, approved, 11)
        again = ""
        try:
            await visit.write(correct, approved, 12)
        except ApprovalUsed:
            again = "只用一次"
        await visit.ask(Notice("done", "更正好了", again or "又用了一次"))

@hookimpl
def kiosk_decided(tx, request, settings):
    if request.state != "approved":
        return Decided("不改")
    book = count_now(tx)
    if str(book.count if book else 0) != request.version:
        return Decided(outdated=True)
    if request.data["count"] == 99:
        raise RuntimeError("the shelf fell down")
    set_count(tx, request.data["count"])
    return Decided("改好了")

@hookimpl
def kiosk_services():
    return [Service("trial.main", "盘点", main, audience="staff")]
"""

MIGRATION = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE trial_book (place TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL) STRICT")
"""

RIGHT = '[rights.approve]\ntitle = "Approve"\ntitle_zh = "批准更正"\nroles = ["shift_lead", "supervisor"]\n'

PEOPLE = {
    "1": ("908172", "attendant"),
    "2": ("271909", "shift_lead"),
    "3": ("573914", "attendant"),
    "4": ("660193", "supervisor"),
    "9": ("660482", "auditor"),
}


def sign_in(kiosk: Journey, number: str = "1") -> None:
    kiosk.press("staff")
    kiosk.expect("请输入工号")
    kiosk.type(number)
    kiosk.expect("请输入密码")
    kiosk.type(PEOPLE[number][0])
    kiosk.expect("请选择工作")


def ask(kiosk: Journey) -> Approval:
    kiosk.choose("trial.main")
    prompt = kiosk.expect("更正账面")
    assert isinstance(prompt, Approval)
    return prompt


def approve(kiosk: Journey, number: str, pin: str = "") -> None:
    """From the review: the second person's number and PIN."""
    if getattr(kiosk.prompt, "stage", "") == "review":
        kiosk.choose("here")
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "number", "the approver's number")
    kiosk._answer(Entered(number))
    kiosk.until(lambda: getattr(kiosk.prompt, "stage", "") == "pin", "the approver's PIN")
    kiosk._answer(Entered(pin or PEOPLE[number][0]))


def told(kiosk: Journey, event: str) -> dict[str, object]:
    entries = [entry for entry in kiosk.read(lambda tx: tx.journal_entries()) if entry.event == event]
    assert len(entries) == 1, f"{event}: {len(entries)} rows"
    data: dict[str, object] = msgspec.json.decode(entries[0].data)
    return {**data, "actor": entries[0].actor, "position": entries[0].position}


def staff_id(kiosk: Journey, number: str) -> str:
    row = kiosk.read(lambda tx: tx._one("SELECT id FROM staff WHERE number = ?", (number,)))
    return str(row[0])


def later(kiosk: Journey, number: str = "1") -> None:
    sign_in(kiosk, number)
    ask(kiosk)
    kiosk.choose("later")
    kiosk.expect("等待批准")
    kiosk.choose("done")
    kiosk.press("lock")
    kiosk.expect_attract()


def waiting(kiosk: Journey, number: str) -> Confirm:
    sign_in(kiosk, number)
    kiosk.choose("core.waiting")
    table = kiosk.expect("待批准")
    assert isinstance(table, Table)
    kiosk.choose(table.rows[0].key)
    confirm = kiosk.expect("")
    kiosk.until(lambda: isinstance(kiosk.prompt, Confirm), "the request")
    confirm = kiosk.prompt
    assert isinstance(confirm, Confirm)
    return confirm


def books(kiosk: Journey) -> list[int]:
    return [row[0] for row in kiosk.read(lambda tx: tx._all("SELECT count FROM trial_book"))]


def state(kiosk: Journey) -> str:
    (row,) = kiosk.read(lambda tx: tx._all("SELECT state FROM approvals WHERE kind = 'count'"))
    return str(row[0])


BESIDE = '[[position]]\nname = "staff"\n'


def at_staff(screen: Journey, number: str) -> None:
    screen.expect("请输入工号")
    screen.type(number)
    screen.expect("请输入密码")
    screen.type(PEOPLE[number][0])
    screen.expect("请选择工作")


def open_request(screen: Journey) -> None:
    screen.choose("core.waiting")
    screen.until(lambda: isinstance(screen.prompt, Table) and screen.prompt.rows, "a request in the list")
    assert isinstance(screen.prompt, Table)
    screen.choose(screen.prompt.rows[0].key)
    screen.until(lambda: isinstance(screen.prompt, Confirm), "the request")
