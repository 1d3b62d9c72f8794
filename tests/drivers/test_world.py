"""The world as a whole: it remembers, it refuses what a hand could not do, and what is garbage harms nobody else."""

import asyncio
import json
import os
import socket

import pytest

from kiosk.drivers.process import world_folder
from kiosk.drivers.world import messages as said
from kiosk.drivers.world.hands import AsyncWorldHands, CannotDo, WorldHands
from kiosk.link.frames import LinkError


def test_everything_is_remembered_across_a_restart(box, world, hands):
    hands.stock(1, "U-0117", "U-0118")
    hands.force(1)
    assert hands.take(1) == "U-0118"
    hands.fault("jammed", door=2)
    before = hands.truth()
    world.stop()
    world.start()
    with WorldHands(box.world_socket) as again:
        assert again.truth() == before
        assert again.put(1) == "U-0118"


def test_an_item_is_in_one_place_only(hands):
    hands.stock(1, "A", "B")
    hands.stock(2, "A")
    hands.force(2)
    hands.take(2)
    hands.stock(3, "A")
    truth = hands.truth()
    assert [each.items for each in truth.compartments] == [["B"], [], ["A"]]
    assert truth.holding == []


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (lambda hands: hands.take(1), "door 1 is closed"),
        (lambda hands: hands.put(1), "nobody here holds anything"),
        (lambda hands: hands.close(1), "closed already"),
        (lambda hands: hands.pull(1), "locked"),
        (lambda hands: hands.force(99), "no compartment 99"),
        (lambda hands: hands.force(1, bank="elsewhere"), "no compartment 1 in elsewhere"),
        (lambda hands: hands.scan("nowhere", "A"), "no scanner 'nowhere'"),
        (lambda hands: hands.load_paper("nowhere"), "no printer 'nowhere'"),
        (lambda hands: hands.wait_open(1, 0.01), "did not open in time"),
        (lambda hands: hands.wait_slips(1, 0.01), "0 slips and not 1"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_hands_go_on(hands, deed, why):
    with pytest.raises(CannotDo, match=why):
        deed(hands)
    assert hands.slips() == []


def test_a_fault_that_there_is_not_is_refused_before_it_is_sent(hands):
    import msgspec

    with pytest.raises(msgspec.ValidationError):
        hands.fault("haunted")


def test_waiting_ends_when_it_happens(hands, box):
    with WorldHands(box.world_socket) as other:
        other._peer.send(said.AwaitDoor(1))
        hands.force(1)
        assert other._peer.receive(10) == said.Did()
        hands.close(1)
        other.wait_closed(1)


def test_hands_that_are_awaited_know_the_same_deeds(box, world):
    async def visit():
        hands = await AsyncWorldHands.reach(box.world_socket)
        await hands.stock(1, "U-0117")
        await hands.force(1)
        await hands.wait_open(1)
        assert await hands.take(1) == "U-0117"
        assert await hands.put(1) == "U-0117"
        await hands.close(1)
        await hands.wait_closed(1)
        with pytest.raises(CannotDo):
            await hands.pull(1)
        await hands.fault("sticks", door=1)
        await hands.scan("front", "U-1")
        await hands.load_paper(millimetres=100)
        truth = await hands.truth()
        assert truth.compartment(1).faults == {"sticks": 0}
        assert truth.scanner("front").presented == 1
        assert truth.printer().paper_mm == 100
        await hands.mend_all()
        assert (await hands.truth()).compartment(1).faults == {}
        assert await hands.slips() == []
        with pytest.raises(CannotDo):
            await hands.wait_slips(1, 0.01)
        await hands.leave()

    asyncio.run(visit())


def test_garbage_closes_its_own_connection_and_nothing_else(box, hands):
    for data in (b"\x00\x00\x00\x05hello", os.urandom(64), b"\xff\xff\xff\xff"):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(str(box.world_socket))
            line.sendall(data)
            while line.recv(4096):
                pass
    hands.stock(1, "still here")


@pytest.mark.parametrize(
    "request_",
    [
        said.ReadPin(512),
        said.Pulse(2, 0),
        said.Pulse(2, 60_001),
        said.Stock(1, ("",)),
        said.LoadPaper("", -1),
    ],
)
def test_numbers_out_of_range_end_the_connection_that_sent_them(box, hands, request_):
    with WorldHands(box.world_socket) as other, pytest.raises(LinkError):
        other.ask(request_)
    assert hands.truth().compartment(1).pulse_count == 0


def test_a_truth_that_cannot_be_read_begins_anew(box, world, caplog):
    world.stop()
    (world_folder(box) / "truth.json").write_bytes(b'{"half": ')
    world.start()
    with WorldHands(box.world_socket) as hands:
        assert hands.truth().compartment(1).items == []
    assert "begins anew" in caplog.text


def test_the_truth_on_disk_can_be_read_by_people(box, hands):
    hands.stock(1, "雨伞-01")
    text = (world_folder(box) / "truth.json").read_text("utf-8")
    assert "雨伞-01" in text
    assert json.loads(text)["compartments"][0]["items"] == ["雨伞-01"]


def test_doors_that_the_settings_no_longer_have_are_forgotten_and_new_ones_are_closed(box, world, hands):
    import msgspec

    hands.force(1)
    world.stop()
    bank = box.banks[0]
    only_two = tuple(each for each in bank.compartments if each.number != 3)
    fewer = msgspec.structs.replace(bank, compartments=only_two)
    world.settings = msgspec.structs.replace(box, banks=(fewer,))
    world.start()
    with WorldHands(box.world_socket) as again:
        assert [(each.number, each.is_open) for each in again.truth().compartments] == [(1, True), (2, False)]


def test_what_one_brings_is_in_ones_hands_until_it_is_put_somewhere_or_carried_away(hands):
    hands.ask(said.PickUp("BAG-1"))
    with pytest.raises(CannotDo, match="BAG-1 is here already"):
        hands.ask(said.PickUp("BAG-1"))
    hands.force(1)
    assert hands.put(1) == "BAG-1"
    with pytest.raises(CannotDo, match="BAG-1 is here already"):
        hands.ask(said.PickUp("BAG-1"))
    with pytest.raises(CannotDo, match="nobody here holds BAG-1"):
        hands.ask(said.PutDown("BAG-1"))
    hands.take(1)
    hands.ask(said.PutDown("BAG-1"))
    truth = hands.truth()
    assert (truth.holding, truth.compartment(1).items) == ([], [])
