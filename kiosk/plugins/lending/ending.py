"""How a flow of lending ends: the visit is over, or the customer wants to be at the home screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal

from kiosk.core.api import Visit

End = Literal["done", "home"]


def service(flow: Callable[[Visit], Awaitable[End]]) -> Callable[[Visit], Coroutine[Any, Any, None]]:
    """A flow as the host starts it: one that ends at "home" asks the host for the home screen."""

    async def run(visit: Visit) -> None:
        if await flow(visit) == "home":
            visit.home()

    return run
