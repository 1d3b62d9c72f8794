"""`kiosk identity`: keys that are made once and lie elsewhere, and records that are opened in somebody's name."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.house import open_kiosk_store
from kiosk.cli.identity_file import read_private
from kiosk.cli.main import main
from kiosk.core.identity import IdentityRules, public_of
from kiosk.link.identity_key import fingerprint, written
from kiosk.link.settings import SettingsRefused, load, parse
from tests.cli.test_staff_command import furnish

NUMBER = "11010519491231002X"
PIN = "908172\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def identity(file: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(*words: str, typed: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return main(["identity", *words, "--settings", str(file)])

    return run


@pytest.fixture
def key(identity: Any, tmp_path: Path) -> Path:
    place = tmp_path / "stick.key"
    assert identity("keygen", str(place), "--same-medium") == 0
    return place


def seal(file: Path, key: Path) -> str:
    """One record in the store; its number on paper."""
    with open_kiosk_store(load(file)) as store:
        store.identity = IdentityRules(public_of(read_private(key)))
        record = store.write_now(
            lambda tx: tx.seal_identity("cards.topup", "", "id_card", NUMBER, "王芳", "13900002222", 5)
        )
        return store.read_now(lambda tx: tx.identity(record)).number


def acts(file: Path) -> list[str]:
    with open_kiosk_store(load(file)) as store:
        return [
            act.event
            for act in store.read_now(lambda tx: tx.sensitive_acts())
            if act.event == "identity.read"
        ]


def test_what_keygen_prints_is_the_public_half_of_what_it_wrote_and_the_settings_take_it(
    identity: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "stick.key"
    assert identity("keygen", str(place), "--same-medium") == 0
    told = capsys.readouterr()
    public = public_of(read_private(place))

    assert f'public_key = "{written("public", public)}"' in told.out
    assert "kiosk-private-" not in told.out + told.err
    assert place.stat().st_mode & 0o777 == 0o600
    table = told.out[told.out.index("[identity]") :]
    assert fingerprint(public) in table
    assert parse(table).identity.public_key == written("public", public)


def test_a_key_is_never_written_over_nor_beside_the_store(
    identity: Any, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = key.read_bytes()
    assert identity("keygen", str(key), "--same-medium") == 1
    assert "never written over" in capsys.readouterr().err
    assert key.read_bytes() == before

    assert identity("keygen", str(key.with_name("other.key"))) == 1
    assert "medium of the store" in capsys.readouterr().err
    assert not key.with_name("other.key").exists()


def test_settings_with_a_key_that_is_none_are_refused_without_repeating_it(key: Path) -> None:
    private = written("private", read_private(key))
    public = written("public", public_of(read_private(key)))
    for wrong, why in (
        (private, "it is the private key"),
        (public[:-1], "characters follow"),
        (public[:-6] + "AAAAAA", "checksum"),
        ("abc", "does not begin with"),
        (public[:-1] + "é", "no key has"),
    ):
        with pytest.raises(SettingsRefused) as refused:
            parse(f'[identity]\npublic_key = "{wrong}"\n')
        assert why in str(refused.value)
        assert wrong not in str(refused.value).replace("public_key = ", "")


def test_a_record_is_opened_by_its_number_on_paper_and_stands_on_the_list_of_acts(
    identity: Any, file: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = seal(file, key)
    reading = ("read", number, "--key", str(key), "--reason", "police_request", "--as", "1")
    assert identity(*reading, typed=PIN) == 0
    told = capsys.readouterr().out
    assert all(words in told for words in (NUMBER, "王芳", "13900002222", number))
    assert acts(file) == ["identity.read"]

    assert identity("list") == 0
    told = capsys.readouterr().out
    assert "read 1 times" in told
    assert fingerprint(public_of(read_private(key))) in told
    assert NUMBER not in told


@pytest.mark.parametrize(
    ("number", "pin", "status"),
    [("3", "573914", 2), ("1", "000000", 2), ("", "", 2)],
    ids=["no right", "wrong PIN", "nobody"],
)
def test_nobody_opens_a_record_without_the_right(
    identity: Any,
    file: Path,
    key: Path,
    capsys: pytest.CaptureFixture[str],
    number: str,
    pin: str,
    status: int,
) -> None:
    reading = ("read", seal(file, key), "--key", str(key), "--reason", "curious")
    assert identity(*reading, *(("--as", number) if number else ()), typed=f"{pin}\n") == status
    told = capsys.readouterr()
    assert NUMBER not in told.out + told.err
    assert acts(file) == []


def test_the_wrong_key_and_the_wrong_file_say_which_is_wanted(
    identity: Any, file: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = seal(file, key)
    other, noise, public = tmp_path / "other.key", tmp_path / "noise", tmp_path / "public"
    assert identity("keygen", str(other), "--same-medium") == 0
    noise.write_bytes(bytes(range(256)) * 100)
    public.write_text(written("public", public_of(read_private(key))))
    capsys.readouterr()
    for wrong, why in (
        (other, "is sealed to the key"),
        (noise, "holds no key"),
        (public, "it is the public key"),
        (tmp_path / "gone", "No such file"),
        (tmp_path, "Is a directory"),
    ):
        reading = ("read", number, "--key", str(wrong), "--reason", "audit", "--as", "1")
        assert identity(*reading, typed=PIN) == 1
        assert why in capsys.readouterr().err
    assert acts(file) == []


@pytest.mark.parametrize("reason", ["", "x", "Police", "a b c", "1" * 18, "x'; --"])
def test_a_reason_is_a_plain_key(identity: Any, file: Path, key: Path, reason: str) -> None:
    assert (
        identity("read", seal(file, key), "--key", str(key), "--reason", reason, "--as", "1", typed=PIN) == 2
    )


def test_there_is_no_such_record(identity: Any, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for which in ("20261122-0001", "no", "' OR 1=1 --", "x" * 5000):
        assert identity("read", which, "--key", str(key), "--reason", "audit", "--as", "1", typed=PIN) == 1
        assert "no such record" in capsys.readouterr().err
    assert identity("list") == 0
    assert "there is no record" in capsys.readouterr().out
