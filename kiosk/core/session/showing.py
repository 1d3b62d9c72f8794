"""What one position shows, as one whole `Screen` in words of the visit's language: the open question or what lies over it, the
frame around it, and what the attract screen tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.core.calendar import Calendar
from kiosk.core.session.readers import as_it_can_be_answered
from kiosk.core.session.texts import LIMITED
from kiosk.link.messages import Bar, Header, Screen
from kiosk.link.texts import Text, localise

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk


def screen_of(here: PositionDesk) -> Screen:
    """The whole state, in words of the visit's language."""
    say = here.host.saying(here.translator())
    question = here.conversation.open
    here.sheet.make_way()
    over = here.sheet.prompt()
    banner = here.reception.banner(here)
    asked = over if over is not None else as_it_can_be_answered(here, question) if question else None
    calendar = here.store.hours.now(here.clock)
    idle = asked is None
    return Screen(
        position=here.name,
        prompt_id=here.sheet.id if over is not None else question.id if question else "",
        revision=question.revision if question else 0,
        prompt=localise(asked, say) if asked is not None else None,
        header=localise(here.header or Header(here.site_name), say),
        bar=Bar(
            back=over is not None or (question is not None and question.back),
            home=here.session_id != "" and not here.at_home,
            call=here.bell.shown,
            staff=here.staff is not None,
        ),
        language=here.language,
        comfort=here.comfort,
        site=here.site_name,
        attract=tuple(say(offer) for offer in _offers(here, calendar)),
        signs=_signs(here, calendar),
        greeting=say(here.reception.greeting(calendar, here)) if idle else "",
        told=localise(here.reception.told(calendar, here), say) if idle else (),
        banner=localise(banner, say),
        ring=here.reception.sound(here),
    )


def _signs(here: PositionDesk, calendar: Calendar) -> tuple[str, ...]:
    """Icons of what is served now, each once."""
    served = (
        service.icon
        for _, service in here.host.services("customer")
        if here.reception.served(calendar, service)
    )
    return tuple(dict.fromkeys(served))


def _offers(here: PositionDesk, calendar: Calendar) -> list[Text]:
    """What the attract screen tells of; a desk in safe mode says that it is limited before anybody has come."""
    offers = [
        service.verb or service.title
        for _, service in here.host.services("customer")
        if here.reception.served(calendar, service)
    ]
    return [LIMITED, *offers] if here.safe_mode else offers
