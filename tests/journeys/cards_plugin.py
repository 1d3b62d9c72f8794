"""A service that makes cards, as a test's own plugin: it counts a card when it was compared, and only then."""

ENCODER = '[[encoder]]\nname = "encoder"\nport = "encoder"\n'

CODE = """
from kiosk.core.api import *

NUMBER = "80010013307"
WORDS = {"done": "结果：好", "failed": "结果：坏", "uncertain": "结果：不明"}

@hookimpl
def kiosk_services():
    return [Service("trial.main", "制卡", main, devices=("encoder",)),
            Service("trial.read", "读卡", look, devices=("encoder",))]

@hookimpl
def kiosk_settle(tx, reservation, facts):
    return Settlement(ended(tx, facts.outcome))

def begin(tx):
    operation = tx.intend_card(Tracks(track2=NUMBER), purpose="trial")
    tx.hold("trial.card", "trial:slot", operation=operation)
    return operation

def ended(tx, outcome):
    tx.journal("trial.made" if outcome == "done" else "trial.spoiled", outcome=outcome)
    return outcome

def finish(tx, operation, outcome):
    held = [one for one in tx.reservations() if one.operation_id == operation.id]
    if held and outcome == tx.operation(operation.id).state:
        tx.release(held[0].id, ended(tx, outcome))

async def main(visit):
    operation = await visit.write(begin)
    end = await until_carded(visit, operation)
    await visit.write(finish, operation, end.outcome)
    await visit.ask(Notice("done", WORDS[end.outcome]))

async def look(visit):
    operation = await visit.write(lambda tx: tx.intend_read("trial"))
    end = await until_carded(visit, operation)
    told = end.seen.tracks.track2 if end.seen is not None else "没有"
    await visit.ask(Notice("done", f"卡上：{told}"))
"""
