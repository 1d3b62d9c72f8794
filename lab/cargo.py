"""The project as it stands, as one archive that the machine unpacks over its root.

Laid out as `deploy/raspberry/README.md` says: the program with its environment in `/opt/kiosk/venv`, owned by root. The
packages are copies of this clone's own environment, without the tools that only developers use.
"""

from __future__ import annotations

import compileall
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]

NOT_TAKEN = (
    "__editable__", "_distutils_hack", "babel", "barcode-", "cov", "distutils", "docutils", "fontTools", "fonttools",
    "grimp", "hypothesis", "import_linter", "importlinter", "kiosk", "librt", "mypy", "mypyc", "pip", "pre_commit", "psycopg",
    "ruff", "setuptools", "virtualenv", "zxingcpp", "zxing_cpp",
)  # fmt: skip
"""Packages whose names begin so stay at home: tools, and the second database."""

KIOSK = """\
#!/opt/kiosk/venv/bin/python
import sys

from kiosk.cli.main import main

sys.exit(main())
"""


def pack(archive: Path, lgpio: Path, only: Sequence[str] = ()) -> None:
    """Write the archive. `lgpio` is a folder with that package; `only` names the files of `lab/guest` to run, not all."""
    site = (
        Path("opt/kiosk/venv/lib")
        / f"python{sys.version_info.major}.{sys.version_info.minor}"
        / "site-packages"
    )
    compileall.compile_dir(ROOT / "kiosk", quiet=2)
    with tarfile.open(archive, "w") as cargo:
        for file, name in (
            *_environment(site),
            *_files(lgpio, site),
            *_files(ROOT / "kiosk", site / "kiosk"),
        ):
            cargo.add(file, str(name), recursive=False, filter=_roots)
        for folder in ("deploy", "lab"):
            for file, name in _files(ROOT / folder, Path("lab") / ("deploy" if folder == "deploy" else ".")):
                cargo.add(file, str(name), recursive=False, filter=_roots)
        if only:
            _text(
                cargo,
                "lab/guest/order",
                "".join(f"{_file(name)}\n" for name in only),
                0o644,
            )
        _text(cargo, "opt/kiosk/venv/bin/kiosk", KIOSK, 0o755)
        _text(
            cargo,
            "opt/kiosk/venv/pyvenv.cfg",
            "home = /usr/bin\ninclude-system-site-packages = true\n",
            0o644,
        )
        link = tarfile.TarInfo("opt/kiosk/venv/bin/python")
        link.type, link.linkname = tarfile.SYMTYPE, "/usr/bin/python3"
        cargo.addfile(link)


def _file(name: str) -> str:
    """`shows_pins`, `shows_pins.py` and `shows_pins::test_a_pulse` as pytest wants them."""
    file, colons, test = name.partition("::")
    return f"{file.removesuffix('.py')}.py{colons}{test}"


def _environment(site: Path) -> Iterator[tuple[Path, Path]]:
    import sysconfig

    here = Path(sysconfig.get_paths()["purelib"])
    for top in sorted(here.iterdir()):
        if not top.name.startswith(NOT_TAKEN) and top.suffix != ".pth":
            yield from _files(top, site / top.name)


def _files(top: Path, name: Path) -> Iterator[tuple[Path, Path]]:
    if top.is_dir():
        for file in sorted(top.rglob("*")):
            if file.is_file():
                yield file, name / file.relative_to(top)
    elif top.is_file():
        yield top, name


def _roots(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mode = 0o755 if entry.mode & 0o100 else 0o644
    return entry


def _text(cargo: tarfile.TarFile, name: str, text: str, mode: int) -> None:
    import io

    data = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    cargo.addfile(entry, io.BytesIO(data))
