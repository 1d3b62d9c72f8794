"""Where the words of every screen and slip are: the core's catalogues, the doctor's, and each plugin's."""

from __future__ import annotations

from pathlib import Path

from kiosk.core.host.host import CATALOGUES, Host
from kiosk.doctor.words import CATALOGUES as DOCTORS
from kiosk.doctor.words import DOMAIN


def catalogue_folders(host: Host) -> dict[str, Path]:
    """A folder for each domain of texts."""
    return {"core": CATALOGUES, DOMAIN: DOCTORS, **host.locale_folders()}
