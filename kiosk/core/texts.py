"""The one-line way for a module to write translatable text: `_ = Texts("lending")`, then `_("Take the
umbrella")`."""

from __future__ import annotations

from kiosk.link.texts import Argument, Message


class Texts:
    """Makes messages of one domain (a plugin's id)."""

    def __init__(self, domain: str) -> None:
        self.domain = domain

    def __call__(self, text: str, **arguments: Argument) -> Message:
        """A message whose id is the English text; `{name}` fields are filled from `arguments`."""
        return Message(self.domain, text, arguments=arguments)

    def plural(self, one: str, many: str, count: int, **arguments: Argument) -> Message:
        """A message that depends on a number, which the texts may show as `{count}`."""
        return Message(self.domain, one, plural=many, arguments={"count": count, **arguments})
