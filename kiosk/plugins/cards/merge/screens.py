"""Staff's screens of a merger: the two cards beside each other, what one of them will hold, and what became of the other."""

from __future__ import annotations

from kiosk.core.api import Action, Confirm, Fact, Notice, Text
from kiosk.plugins.cards.words import _, card_tail, yuan

from .merging import Merger


def compare(shown: Merger) -> Confirm:
    """Both, before anything is done. What speaks against one person is in the warning ink."""
    return Confirm(
        title=_("Merge these two cards?"),
        subtitle=_("One person's cards, by the document? It is final."),
        facts=facts(shown, names=True),
        actions=(
            Action("merge", _("Document seen, merge them"), icon="check", danger=True),
            Action("stop", _("Leave both as they are")),
        ),
        icon="credit_card",
        tone="leaf",
    )


def facts(shown: Merger, *, names: bool = False) -> tuple[Fact, ...]:
    """What is compared. A request that is kept has no names, not even masked ones."""
    kept, gone = shown.kept, shown.gone
    lines = [
        Fact(_("This card stays"), card_tail(kept.member.card_tail)),
        Fact(_("This card ends"), card_tail(gone.member.card_tail), alert=True),
        Fact(
            _("Name on file"),
            _named(shown) if names else _same(shown.same_name),
            alert=not shown.same_name,
        ),
        Fact(
            _("Phone on file"),
            _same(shown.same_phone),
            alert=not shown.same_phone,
        ),
        Fact(_("Principal"), _sum(kept.principal, gone.principal)),
        Fact(_("Bonus"), _sum(kept.bonus, gone.bonus)),
        Fact(_("Points"), f"{kept.points:,} + {gone.points:,} = {kept.points + gone.points:,}"),
    ]
    if kept.owed + gone.owed:
        lines.append(Fact(_("Points owed"), f"{kept.owed + gone.owed:,}", alert=True))
    against = [line for line in lines[2:4] if line.alert]  # first, where a small panel shows it
    return (*against, *(line for line in lines if line not in against))


def _same(same: bool) -> Text:  # noqa: FBT001  the one thing that it says
    return _("the same") if same else _("not the same")


def _named(shown: Merger) -> Text:
    first, second = str(shown.kept.member.name), str(shown.gone.member.name)
    return first if shown.same_name else _("{first} · {second}", first=first, second=second)


def _sum(first: int, second: int) -> str:
    return f"{yuan(first)} + {yuan(second)} = {yuan(first + second)}"


def done(shown: Merger) -> Notice:
    """The old card is cut through, so that nobody tries it again."""
    tail = shown.kept.member.card_tail
    return Notice(
        "done",
        _("The cards are merged"),
        _("Everything is on the card that ends in {tail}. Keep the other, and cut it through.", tail=tail),
        icon="credit_card",
    )


REFUSALS: dict[str, tuple[Text, Text]] = {
    "not_set_up": (
        _("The limits wait for approval"),
        _("The limits of prepaid cards are not approved yet. Nothing was merged."),
    ),
    "same": (_("It is the same card twice"), _("Show the other one. Nothing was merged.")),
    "own": (_("This is your own card"), _("A colleague has to serve you. Nothing was merged.")),
    "ended": (_("This card has ended"), _("Only two cards that serve are merged.")),
    "blocked": (
        _("This card is blocked"),
        _("Ask for the holder's phone and PIN, or make it good again first: Blocked cards."),
    ),
    "frozen": (
        _("This card is frozen"),
        _("Nothing was merged. Whoever may freeze looks at it first: Blocked cards."),
    ),
    "too_much": (
        _("Too much for one card"),
        _("Together it is more than the law lets one card hold. Let the customer spend some first."),
    ),
    "changed": (
        _("Something has changed meanwhile"),
        _("Nothing was merged. Please look at both cards again."),
    ),
}


def refused(why: str) -> Notice:
    """Not done, why, and what now."""
    title, what = REFUSALS[why]
    return Notice("refused", title, what)
