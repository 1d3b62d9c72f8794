"""A worn stripe is renewed: the number that is on record, written, read back and compared."""

from kiosk.core.api import (
    Notice,
    PresentCard,
    Scan,
    Scans,
    Service,
    Settlement,
    Texts,
    Tracks,
    hookimpl,
    until_carded,
)

_ = Texts("renewal")


def begin(tx, member_id, number):
    operation = tx.intend_card(Tracks(track2=number), purpose="renewal")
    tx.hold("renewal.card", f"member:{member_id}", operation=operation)
    return operation


def end(tx, held, outcome):
    """Counted when it was compared, and only then; by the flow, or by `kiosk_settle` where the flow was cut off."""
    if outcome == "done":
        member_id = held.subject.removeprefix("member:")
        tx.reencoded(member_id)
        tx.journal("renewal.made", member=member_id)
    return Settlement(outcome)


def finish(tx, operation, outcome):
    held = next((one for one in tx.reservations() if one.operation_id == operation.id), None)
    if held is not None and tx.operation(operation.id).state == outcome:
        tx.release(held.id, end(tx, held, outcome).how)


async def renew(visit):
    shown = Scan()
    while isinstance(shown, Scan) and not shown.text:
        wrong = _("Not read, again please") if shown.refused else ""
        question = PresentCard(_("Show your member card"), may_type=True, error=wrong)
        shown = await visit.ask(question, accepts=(Scans(),), update=bool(wrong))
    if not isinstance(shown, Scan):
        return
    member = await visit.read(lambda tx: tx.member_by_card(shown.text))
    if member is None or (shown.typed and not await visit.member_pin(member.id)):
        return
    operation = await visit.write(begin, member.id, shown.text)
    card = await until_carded(visit, operation)
    await visit.write(finish, operation, card.outcome)
    if card.outcome == "done":
        await visit.ask(Notice("done", _("Your card is good again")))
    else:
        await visit.ask(Notice("refused", _("The card was not made"), _("Please leave it with our staff.")))


@hookimpl
def kiosk_services():
    return [Service("renewal.renew", _("Renew the stripe"), renew, icon="credit_card", devices=("encoder",))]


@hookimpl
def kiosk_settle(tx, reservation, facts):
    return end(tx, reservation, facts.outcome)
