"""The power goes, or the person leaves, at every point of a visit that makes a card: what was not compared is no card, and
nothing is written twice."""

from __future__ import annotations

import pytest

from kiosk.link.messages import OperationEnded
from kiosk.testing.encoder import CardEncoder
from kiosk.testing.journey import Journey
from tests.journeys.cards_plugin import CODE, ENCODER

NUMBER = "80010013307"

endings: set[str] = set()
"""How the operations of a walk have ended."""

spoiled_ones: set[str] = set()
"""Those that failed and left half of it on a card."""


def script(kiosk: Journey) -> None:
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("第 1 次")
    kiosk.world.encode("blank", backwards=True)
    kiosk.expect("这次没刷好")
    kiosk.world.encode("blank")
    kiosk.expect("第 2 次")
    kiosk.world.encode("blank")
    kiosk.expect("结果")
    kiosk.choose("done")
    kiosk.expect_attract()


def accounted_for(kiosk: Journey) -> None:
    encoder, card = kiosk.world.world.encoder, kiosk.world.world.wallet["blank"]
    assert encoder is not None
    operations = kiosk.read(lambda tx: tx._all("SELECT id, state FROM operations"))
    events = [event for event in kiosk.events() if event.startswith("trial.")]
    endings.update(state for _operation, state in operations)
    done = [operation for operation, state in operations if state == "done"]
    uncertain = [operation for operation, state in operations if state == "uncertain"]

    assert len(operations) <= 1, "nothing is begun again by itself"
    assert len(events) == len(operations), "each has exactly one ending in the books"
    assert events.count("trial.made") == len(done)
    assert set(done) <= set(encoder.done), "what counts as a card was compared"
    assert card.writes <= 1
    if done:
        assert card.tracks.track2 == NUMBER
    asked = [matter.operation_id for matter in kiosk.read(lambda tx: tx.card_matters())]
    spoiled = [
        operation for operation, state in operations if state == "failed" and operation in encoder.spoiled
    ]
    spoiled_ones.update(spoiled)
    assert sorted(asked) == sorted([*uncertain, *spoiled]), (
        "what nobody has seen, and what holds half of it, is put before staff"
    )
    assert encoder.command is None


def dies_too(kiosk: Journey) -> None:
    """From here on the device process dies with the desk: what it had begun, its record calls uncertain."""
    encoder = kiosk.world.world.encoder
    assert encoder is not None

    def died(self: CardEncoder = encoder) -> None:
        stop = CardEncoder.stop

        def killed(operation: str, why: str = "") -> list[OperationEnded]:
            if kiosk.points is not None and kiosk.points.dark and self.command is not None:
                self.command = None
                return [
                    OperationEnded(operation, "uncertain", "the device process stopped in the middle of it")
                ]
            return stop(self, operation, why)  # type: ignore[return-value]

        self.stop = killed  # type: ignore[assignment, method-assign]

    died()


@pytest.mark.parametrize("with_the_devices", [False, True])
def test_a_card_is_never_counted_that_was_not_compared(crash_walk, install, with_the_devices):
    endings.clear()
    spoiled_ones.clear()
    plugin = install("trial", ["trial.main", "trial.read"], CODE)
    points = crash_walk(
        script,
        setup=dies_too if with_the_devices else None,
        check=accounted_for,
        plugins=[plugin],
        extra=ENCODER,
        leaving=not with_the_devices,
        every=2 if with_the_devices else 0,
    )

    assert points > 20
    assert endings == {"done", "failed", "uncertain"}, "the walk has met every ending"
    assert spoiled_ones or with_the_devices, "and a card of which half was written"
