"""A child for the watcher's tests, in place of a room: says that it started, that it is ready, and that it stopped.

    stand_in.py NAME DIARY [quiet] [deaf] [dies] [quits]

quiet never says ready, deaf ignores SIGTERM, dies ends with status 3 at once, quits ends with status 0 on SIGUSR1.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from kiosk.link.notify import ready

name, diary, *manners = sys.argv[1:]


def write(words: str) -> None:
    with Path(diary).open("a") as file:
        file.write(f"{name} {words}\n")


def stop(number: int, _frame: object) -> None:
    write(f"stopped by {signal.Signals(number).name}")
    sys.exit(0)


signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in manners else stop)
signal.signal(signal.SIGUSR1, stop)
if "grandchild" in manners:
    grandchild = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    write(f"grandchild {grandchild.pid}")
write(f"started {os.getpid()} group {os.getpgid(0)}")
if "dies" in manners:
    sys.exit(3)
if "quiet" not in manners:
    ready()
while True:
    signal.pause()
