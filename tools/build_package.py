"""The one step of our own in building the package: the catalogues are compiled first, so that a wheel speaks Chinese.

`.mo` files are never committed; a clone has them from `tools/bootstrap.sh`, and `pip install` of a wheel or of this
repository from here.
"""

import sys
from pathlib import Path
from typing import ClassVar

from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """`build_py` after `tools/messages.py compile`."""

    user_options: ClassVar = build_py.user_options

    def run(self) -> None:
        sys.path.insert(0, str(Path(__file__).parent))
        try:
            import messages
        finally:
            sys.path.pop(0)
        messages.compile_all()
        super().run()
