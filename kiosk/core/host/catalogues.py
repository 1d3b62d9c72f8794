"""A plugin's translations, compiled where its author works: a `.po` that is newer than its `.mo` is compiled before the
plugin is loaded.

So a changed sentence is on the screen at the next start, without a step of its own. On a box nothing happens: there the
files come compiled with the plugin (`kiosk plugin check` holds it to that), the folder may not be written, and Babel, which
does the work, need not be installed.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)


def compile_stale(locale: Path) -> list[Path]:
    """Compile what is newer than its compiled form below a plugin's `locale/`; returns what was written. A catalogue
    that cannot be read or written is left as it is, and said in the log."""
    written: list[Path] = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        try:
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            compile_catalogue(source)
        except ImportError:
            return written
        except Exception as problem:  # noqa: BLE001 - whatever a stranger's file makes of the parser
            log.warning("%s could not be compiled: %s", source, problem)
        else:
            written.append(target)
    return written


def compile_catalogue(source: Path) -> Path:
    """Write a `.po`'s compiled form beside it, whole or not at all. Raises `ValueError` when it is no catalogue, `OSError`
    when it cannot be written, `ImportError` without Babel."""
    import io

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, domain=source.stem, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    target = source.with_suffix(".mo")
    half = target.with_name(f".{target.name}.{os.getpid()}")
    half.write_bytes(compiled.getvalue())
    half.replace(target)
    return target
