"""Forgetting what Python keeps of a plugin's code and words, so that loading it again reads them from the disk."""

from __future__ import annotations

import importlib
import linecache
import sys

from kiosk.link.texts import catalogue


def forget_modules(module: str) -> None:
    """Forget a package, everything below it, the lines of its sources (for tracebacks) and every catalogue.

    What other code still holds of the old modules goes on living there; a flow that runs ends with the code it began with.
    """
    for name in [name for name in sys.modules if name == module or name.startswith(f"{module}.")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    linecache.checkcache()
    catalogue.cache_clear()
