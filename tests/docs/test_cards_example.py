"""The guide's service that renews a stripe does what the guide says."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate, folder_of
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk

HERE = Path(__file__).parent
DEVICES = (
    '[[encoder]]\nname = "encoder"\nport = "encoder"\n'
    '[[scanner]]\nname = "stripes"\nreads = "stripes"\nport = "stripes"\n'
)
MANIFEST = 'id = "renewal"\nversion = "1"\nhost = ">=1,<2"\ntitle = "Renewal"\nservices = ["renewal.renew"]\n'


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    module = "kiosk_renewal_example"
    folder = tmp_path / "plugins" / module
    folder.mkdir(parents=True)
    shutil.copy(HERE / "cards_example.py", folder / "__init__.py")
    (folder / "plugin.toml").write_text(MANIFEST)
    monkeypatch.syspath_prepend(str(folder.parent))
    yield make_kiosk(plugins=[Candidate("renewal", module, folder_of(module))], extra=DEVICES, store="memory")
    sys.modules.pop(module, None)


def matters(kiosk: Journey) -> list[str]:
    return [matter.kind for matter in kiosk.read(lambda tx: tx.card_matters())]


def test_a_worn_stripe_is_noted_renewed_and_off_the_list(kiosk: Journey) -> None:
    card = kiosk.member()
    kiosk.world.add_card("old", card, worn=True)
    kiosk.touch()
    kiosk.choose("renewal.renew")
    kiosk.expect("Show your member card")
    for time in (1, 2):
        kiosk.world.swipe("old")
        offered = time == 2
        kiosk.until(
            lambda offered=offered: ("core.type" in keys(kiosk)) is offered, "the word about the swipe"
        )
        kiosk.expect("Not read")
    kiosk.scan(card)
    kiosk.expect("第 1 次")
    assert matters(kiosk) == ["reencode"]
    kiosk.world.encode("blank")
    kiosk.expect("第 2 次")
    assert "renewal.made" not in kiosk.events()
    kiosk.world.encode("blank")
    kiosk.expect("Your card is good again")

    assert kiosk.world.world.wallet["blank"].tracks.track2 == card
    assert kiosk.events().count("renewal.made") == 1
    assert matters(kiosk) == []


def keys(kiosk: Journey) -> list[str]:
    return [action.key for action in kiosk.prompt.actions] if kiosk.prompt is not None else []


def test_a_card_that_was_not_compared_is_not_counted(kiosk: Journey) -> None:
    card = kiosk.member()
    kiosk.touch()
    kiosk.choose("renewal.renew")
    kiosk.expect("Show your member card")
    kiosk.scan(card)
    kiosk.expect("第 1 次")
    kiosk.world.encode("blank")
    kiosk.expect("第 2 次")
    kiosk.choose("core.cancel")
    kiosk.expect("The card was not made")

    assert "renewal.made" not in kiosk.events()
    assert matters(kiosk) == ["unknown"]
