"""The staff's own screen in a demo (`kiosk demo --staff`): a second position of the same desk, in a window of its own.

Where there is no display it gets a virtual screen of its own, and a picture of it beside the first's. Its window may be closed:
the customers' goes on.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.cli.child import die_with_parent
from kiosk.cli.displays import drawing_on
from kiosk.cli.run import command
from kiosk.cli.virtual_screen import VirtualScreen
from kiosk.link.settings import Settings, load

NAME, WIDTH, HEIGHT = "staff", 1280, 800

POSITION = """
[[position]]
name = "{name}"
here = false
width = {width}
height = {height}
fullscreen = false

[[scanner]]
name = "scanner-{name}"
position = "{name}"
port = "{run}/scanner-{name}.tty"
"""

Pictures = Callable[[str, Path], contextlib.AbstractContextManager[None]]


def with_staff(settings: Settings) -> Settings:
    """The demo with a staff position in its settings; once there, it stays."""
    if any(position.name == NAME for position in settings.further):
        return settings
    with settings.path.open("a", encoding="utf-8") as file:
        file.write(POSITION.format(name=NAME, width=WIDTH, height=HEIGHT, run=settings.run))
    return load(settings.path)


@contextlib.contextmanager
def staff_screen(
    settings: Settings, display: str, log: Path, pictures: Pictures, *, virtual: bool
) -> Iterator[str]:
    """The staff's window, for as long as the demo runs; the name of its display. `pictures` keeps one of a virtual
    screen up to date."""
    with contextlib.ExitStack() as stack:
        if virtual:
            display = stack.enter_context(VirtualScreen(WIDTH, HEIGHT)).name
        with log.open("a") as output:
            shell = subprocess.Popen(
                command("shell", settings, "--position", NAME),
                env=drawing_on(display),
                stdin=subprocess.DEVNULL,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - no other thread has begun yet
            )
        try:
            if virtual:
                picture = settings.data / "staff.png"
                stack.enter_context(pictures(display, picture))
                print(f"The staff's own screen is {picture}, every second.")
            else:
                print("The staff's own screen is the second window; it begins with signing in.")
            yield display
        finally:
            if shell.poll() is None:
                shell.terminate()
                shell.wait()
