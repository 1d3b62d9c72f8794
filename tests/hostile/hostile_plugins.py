"""The hostile set: what a plugin can do to its host, each as a plugin of its own, so that many can share one house.

`{id}` is the plugin's id. What happens in a hook waits for a file `go` beside the code, so that it begins when its test does.
"""

# ruff: noqa: E501  # a table: one line for each

from __future__ import annotations

from typing import NamedTuple

from tests.hostile.plugin_house import MANIFEST, Written

FOREIGN = "def up(migrator, db):\n    db.execute_sql('ALTER TABLE members ADD COLUMN mine TEXT')\n"
DROPS = "def up(migrator, db):\n    db.execute_sql('DROP TRIGGER journal_no_update')\n"
BROKEN = "def up(migrator, db):\n    raise RuntimeError('half done')\n"
BLOCKS = "import time\n\ndef up(migrator, db):\n    time.sleep(600)\n"
GO = "(Path(__file__).parent / 'go').exists()"
REGEX = "re.match(r'(a+)+$', 'a' * 40 + 'b')"


class Hostile(NamedTuple):
    """One of them: what it is called here, its plugin, the cause it is put aside for ("" where it is only struck), and, where
    it hangs, what the watcher says."""

    what: str
    plugin: Written
    cause: str
    slow: bool = False


def flow(body: str) -> str:
    """A flow of these lines."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"async def main(visit):\n{lines}"


SHOW = "await visit.ask(Notice('information', '试验'))"

HANGS = [
    Hostile("a hook", Written("hook", f"@hookimpl\ndef kiosk_availability(tx, service_id):\n    if {GO}: time.sleep(600)\n"), "hung"),
    Hostile("a regular expression in a flow", Written("regex", flow(REGEX)), "hung"),
    Hostile("a write function", Written("writes", "def write(tx):\n    time.sleep(600)\n\n" + flow("await visit.write(write)")), "hung"),
    Hostile("a finally", Written("final", flow(f"try:\n    {SHOW}\nfinally:\n    time.sleep(600)")), "hung"),
    Hostile(
        "a thread that holds the interpreter lock",
        Written("gil", "def spin():\n    " + REGEX + "\n\n" + flow(f"threading.Thread(target=spin, daemon=True).start()\n{SHOW}")),
        "hung",
    ),
    Hostile("a loop in a flow", Written("loops", flow("while True: pass")), "hung", slow=True),
    Hostile("a sleep in a flow", Written("sleeps", flow("time.sleep(600)")), "hung", slow=True),
    Hostile("a read function", Written("reads", "def read(tx):\n    time.sleep(600)\n\n" + flow("await visit.read(read)")), "hung", slow=True),
    Hostile("a task", Written("task", "async def spin():\n    time.sleep(600)\n\n" + flow(f"asyncio.create_task(spin())\n{SHOW}")), "hung", slow=True),
    Hostile("the end of the process", Written("ends", flow("os._exit(7)")), "died", slow=True),
]  # fmt: skip
"""Each of these takes the desk with it: the watcher ends it (or sees it end), and the next one knows whose doing it was."""

MISBEHAVES = [
    Hostile("raises in a hook", Written("raiser", f"@hookimpl\ndef kiosk_availability(tx, service_id):\n    if {GO}: raise KeyError('no')\n"), "raised"),
    Hostile("sys.exit in a flow", Written("leaver", flow("sys.exit(3)")), ""),
    Hostile("a BaseException in a flow", Written("base", flow("raise BaseException('all of it')")), ""),
    Hostile(
        "sys.exit in a task",
        Written("taskexit", "async def leave():\n    sys.exit(3)\n\n" + flow(f"asyncio.create_task(leave())\n{SHOW}")),
        "",
    ),
    Hostile("tasks without end", Written("tasks", flow("kept = [asyncio.create_task(asyncio.sleep(600)) for _ in range(1000)]")), "tasks"),
    Hostile(
        "a flood of screens",
        Written("floods", flow("n = 0\nwhile True:\n    n += 1\n    await visit.ask(Notice('information', str(n)), within=0.001, update=True)")),
        "screens",
    ),
    Hostile("a million lines", Written("prints", flow("for n in range(1_000_000): print('line', n)")), "printing"),
    Hostile(
        "a million lines in the log",
        Written("logs", "import logging\n\n" + flow("for n in range(1_000_000):\n    logging.error('line')\n    if n % 100 == 0: await asyncio.sleep(0)")),
        "printing",
        slow=True,
    ),
]  # fmt: skip
"""Each of these costs its own visit and nothing else: the desk goes on."""

LEAKS = [
    Hostile("threads", Written("threads", flow(f"for _ in range(60): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n{SHOW}")), "threads"),
    Hostile("file handles", Written("files", "kept = []\n\n" + flow(f"kept.extend(open(__file__) for _ in range(200))\n{SHOW}")), "files"),
    Hostile("memory", Written("memory", "kept = []\n\n" + flow(f"kept.append(b'x' * 120_000_000)\n{SHOW}")), "memory"),
]  # fmt: skip
"""Each of these makes the desk grow; it begins anew without them."""

SWALLOWS = Hostile(
    "swallows its cancellation",
    Written(
        "swallows",
        flow(
            "turns = Path(__file__).parent / 'turns'\n"
            "asyncio.create_task(visit.ask(Notice('information', '我不走')))\n"
            "while True:\n"
            "    try:\n"
            "        await asyncio.sleep(0.02)\n"
            "    except BaseException:\n"
            "        pass\n"
            "    with turns.open('a') as file: file.write('x')"
        ),
    ),
    "cancel",
)

THREADED = Hostile(
    "work without end on the loop's threads",
    Written(
        "threaded",
        flow(
            "for _ in range(40): asyncio.get_running_loop().run_in_executor(None, time.sleep, 600)\n" + SHOW
        ),
    ),
    "",
)

AT_LOAD = [
    Hostile("raises on import", Written("imports", "raise ValueError('imported')\n"), "import"),
    Hostile("sys.exit on import", Written("exits", "sys.exit(4)\n"), "import"),
    Hostile("a broken manifest", Written("manifest", manifest="id = "), "manifest"),
    Hostile(
        "the id of another",
        Written("claims", manifest=MANIFEST.replace("{id}", "lending")),
        "name",
    ),
    Hostile("a broken migration", Written("migrates", migration=BROKEN), "migration"),
    Hostile("a migration of another's table", Written("foreign", migration=FOREIGN), "migration"),
    Hostile("a migration without a wall", Written("drops", migration=DROPS), "migration"),
]
"""Each of these is known when the desk has started."""

STARTS = [
    Hostile("an import", Written("slowimport", "time.sleep(600)\n"), "hung"),
    Hostile("a migration", Written("slowmigration", migration=BLOCKS), "hung"),
]
"""Each of these keeps the desk from its start."""
