"""How was your visit? One question, three answers (满意/一般/不满意), counted without asking who."""

from peewee import AutoField, BigIntegerField, TextField

from kiosk.core.api import (
    Availability,
    Choice,
    Chosen,
    Menu,
    Notice,
    PluginModel,
    Service,
    Texts,
    Visit,
    hookimpl,
)  # fmt: skip

_ = Texts("smiles")


class Vote(PluginModel):
    """One answer. No name, no card: nothing to forget."""

    id = AutoField()
    answer = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "smiles_vote"


def record(tx, answer):
    Vote.create(answer=answer, at_ms=tx.now_ms)
    tx.journal("smiles.voted", answer=answer)


async def vote(visit: Visit) -> None:
    faces = Menu(
        _("How was your visit?"),
        (
            Choice("good", _("Good"), icon="sentiment_satisfied", tone="leaf"),
            Choice("fair", _("Fair"), icon="reviews", tone="amber"),
            Choice("poor", _("Poor"), icon="sick", tone="rose"),
        ),
    )
    match await visit.ask(faces):
        case Chosen(key=answer) if answer != "back":
            await visit.write(record, answer)
            await visit.ask(Notice("done", _("Thank you")), within=visit.settings["thanks_seconds"])


@hookimpl
def kiosk_services():
    return [Service("smiles.vote", _("How was your visit?"), vote, icon="reviews", tone="amber", order=900)]


@hookimpl
def kiosk_availability(tx, service_id):
    votes = Vote.select().count()
    return Availability(_.plural("{count} answer so far", "{count} answers so far", votes))
