"""What the encoder's tests share: an emulated encoder without a line and without a loop, and a card's usual way."""

from collections.abc import Iterator
from pathlib import Path

from kiosk.drivers.encoder.emulator import EmulatedEncoder
from kiosk.drivers.world.cards import EncoderTruth
from kiosk.link.cards import Tracks
from kiosk.link.messages import CardAsked, EncodeCard
from kiosk.link.settings_devices import Encoder

CORPUS = Path(__file__).parents[1] / "corpus" / "drivers" / "encoder-answers.txt"

OURS = Tracks("80010099999", "80010099999=01")


class Line:
    """An emulated encoder on no line: what it says is kept."""

    def __init__(self):
        settings = Encoder(name="encoder", port="encoder")
        self.truth = EncoderTruth("encoder")
        self.device = EmulatedEncoder(settings, Path("/nowhere"), self.truth, lambda: None)
        self.said = []
        self.device._wire.say = self.said.append

    def hear(self, data):
        self.said.clear()
        self.device._hear(data if isinstance(data, bytes) else bytes.fromhex(data))
        return b"".join(self.said)

    def swipe(self, card, **how):
        self.said.clear()
        self.device.swipe(card, **{"backwards": False, **how})
        return b"".join(self.said)


def asked(swipe, attempt=1):
    return lambda event: isinstance(event, CardAsked) and (event.swipe, event.attempt) == (swipe, attempt)


def on(hands, card):
    """What is on a card of the wallet, as a reader would say it."""
    truth = hands.truth().card(card)
    return [truth.text(number) for number in (1, 2, 3)]


def make(encoder, hands, card="blank", *, tracks=OURS, coercivity=""):
    """Have a card made, and swipe it twice."""
    encoder.port.submit(EncodeCard("op", "encoder", tracks, coercivity))
    hands.swipe(card)
    hands.swipe(card)


def corpus_lines() -> Iterator[tuple[str, str]]:
    """Answers that were worth keeping: bytes in hex, and why."""
    for line in CORPUS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            data, _, why = line.partition(" ")
            yield ("" if data == "-" else data), why
