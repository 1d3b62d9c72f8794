"""The threads behind `asyncio.to_thread`: the desk's own, and apart from them those of each plugin.

Without this a plugin that sends work there which never ends would take the threads that the desk checks PINs on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Threads(ThreadPoolExecutor):
    """The event loop's default executor. `whose()` tells which plugin's code asks ("" is the desk)."""

    def __init__(self, whose: Callable[[], str], *, each: int) -> None:
        """`each`: how many threads one plugin may have here."""
        super().__init__(thread_name_prefix="desk")
        self._whose = whose
        self._each = each
        self._pools: dict[str, ThreadPoolExecutor] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run it on the threads of whoever asks."""
        plugin = self._whose()
        if not plugin:
            return super().submit(fn, *args, **kwargs)
        pool = self._pools.get(plugin)
        if pool is None:
            pool = self._pools[plugin] = ThreadPoolExecutor(self._each, thread_name_prefix=f"plugin-{plugin}")
        return pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as the base has it
        """Never waits for a plugin's thread: one may not end."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        super().shutdown(wait, cancel_futures=cancel_futures)
