"""Setting up as a process: `kiosk setup` beside the usual shell, until the settings are written."""

from __future__ import annotations

import asyncio
import logging
import signal

from kiosk.link import notify
from kiosk.link.build import build_id
from kiosk.link.messages import ShellToDesk
from kiosk.link.settings import parse
from kiosk.link.socket import serve
from kiosk.setup import draft as drafts
from kiosk.setup.box import Box
from kiosk.setup.desk import SetupDesk
from kiosk.setup.draft import Draft, replace_file
from kiosk.setup.flow import commission
from kiosk.setup.gate import Gate
from kiosk.setup.layout import Layout
from kiosk.setup.panels import panel_size
from kiosk.setup.writing import text_of

LINGER_SECONDS = 1.5
"""How long the last words stay, before the kiosk takes the screen."""

log = logging.getLogger("kiosk.setup")


def run_setup(layout: Layout) -> int:
    """`kiosk setup`: serve the screen until the settings are there (0), or until SIGTERM (1)."""
    prepare(layout)
    return asyncio.run(_until_done(layout))


def prepare(layout: Layout) -> Draft:
    """Folders, the draft, and the settings that the shell reads meanwhile. Raises `OSError`."""
    for folder in (layout.folder, layout.run_folder):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = drafts.load(layout.folder)
    if not (layout.folder / drafts.NAME).exists() and (size := panel_size()):
        draft.width, draft.height = size
    shell = Draft(width=draft.width, height=draft.height, rotation=draft.rotation, ppi=draft.ppi)
    text = text_of(shell, layout)
    parse(text, layout.provisional)
    replace_file(layout.provisional, text.encode(), mode=0o644)
    gate = Gate(layout.folder)
    if gate.code_file.exists():
        log.info("the one-time code stands in %s", gate.code_file)
    return draft


async def _until_done(layout: Layout) -> int:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    draft = drafts.load(layout.folder)
    settings = parse(layout.provisional.read_text("utf-8"), layout.provisional)
    draft.width, draft.height = settings.shell.width, settings.shell.height
    desk = SetupDesk(position=settings.shell.position, language=draft.language)
    server = await serve(
        settings.shell_socket,
        role="desk",
        incoming=ShellToDesk,
        uids=settings.link.uids("shell"),
        build=build_id(),
        handler=desk.serve_shell,
        callers=("shell",),
    )
    working = asyncio.create_task(_work(Box(layout, draft, desk)))
    stopping = asyncio.create_task(told.wait())
    notify.ready()
    try:
        done, _pending = await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working in done:
            working.result()
            return 0
        return 1
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
        await server.close()


async def _work(box: Box) -> None:
    settings = await commission(box)
    log.info("%s is written", settings.path)
    await asyncio.sleep(LINGER_SECONDS)
