"""A plugin's models: usable within write and read functions only, on its own tables only, made of what both
databases keep.
"""

from __future__ import annotations

import threading

import peewee
import pytest

from kiosk.core.store import errors
from kiosk.core.store.models import PluginModel
from tests.store.lent import LENDING, Extension, Gifts, Loan, Members, all_ids, lend, loans


def test_models_write_and_read_within_functions(lending):
    assert lending.read_now(loans, context=LENDING) == [("1", "U1", b"\x00\xff")]
    lending.write_now(lambda tx: Loan.update(item="U2").where(Loan.id == "1").execute(), context=LENDING)
    assert lending.write_now(loans, context=LENDING) == [("1", "U2", b"\x00\xff")]


def test_models_belong_to_the_transaction_of_their_function(lending):
    def fails(tx):
        lend(tx, "2", "U2")
        tx.journal("lending.lent", loan="2")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        lending.write_now(fails, context=LENDING)
    assert len(lending.read_now(loans, context=LENDING)) == 1


def test_peewees_own_atomic_is_a_savepoint_of_that_transaction(lending):
    from kiosk.core.store.current import current

    def tries(tx):
        lend(tx, "2", "U2")
        with pytest.raises(peewee.IntegrityError), current.atomic():
            lend(tx, "3", "U2")
        found, made = Loan.get_or_create(id="4", defaults={"item": "U4", "lent_ms": 1})
        return found.id, made

    assert lending.write_now(tries, context=LENDING) == ("4", True)
    assert [loan[0] for loan in lending.write_now(all_ids, context=LENDING)] == ["1", "2", "4"]


def test_models_are_of_no_use_anywhere_else(lending):
    with pytest.raises(errors.OutsideTransaction):
        list(Loan.select())
    with pytest.raises(errors.OutsideTransaction):
        Loan.create(id="9", item="U9", lent_ms=1)
    lazy = lending.read_now(lambda tx: Loan.select(), context=LENDING)
    with pytest.raises(errors.OutsideTransaction):
        list(lazy)


def test_a_thread_that_a_plugin_makes_gets_no_connection_of_its_own(lending):
    failed = []

    def elsewhere():
        try:
            list(Loan.select())
        except errors.OutsideTransaction as error:
            failed.append(error)

    def write(tx):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()

    lending.write_now(write, context=LENDING)
    assert len(failed) == 1


def test_a_row_that_left_its_function_reads_nothing_more_by_itself(lending):
    def write(tx):
        return Extension.create(loan="1").id

    number = lending.write_now(write, context=LENDING)
    row = lending.read_now(lambda tx: Extension.get_by_id(number), context=LENDING)
    assert row.loan == "1", "the key, not a second query on another thread"


def test_a_read_function_cannot_write_through_a_model(lending):
    with pytest.raises(errors.ReadOnly):
        lending.read_now(lambda tx: lend(tx, "2", "U2"), context=LENDING)


def test_two_stores_in_one_process_do_not_mix(lending, tmp_path, clock):
    from kiosk.core.store.database import Store

    other = Store.open(tmp_path / "other.db", clock)
    try:
        other.migrate("lending", tmp_path / "lending")
        assert other.read_now(loans, context=LENDING) == []
        assert len(lending.read_now(loans, context=LENDING)) == 1
    finally:
        other.close()


@pytest.mark.parametrize("verb", ["select", "join", "subquery", "insert", "update", "delete"])
@pytest.mark.parametrize("model", [Members, Gifts])
def test_a_plugins_function_touches_no_table_but_its_own(lending, model, verb):
    queries = {
        "select": lambda: list(model.select()),
        "join": lambda: list(Loan.select().join(model, on=(model.id == Loan.id))),
        "subquery": lambda: list(Loan.select().where(Loan.id.in_(model.select(model.id)))),
        "insert": lambda: model.insert(id="x").execute(),
        "update": lambda: model.update(id="x").execute(),
        "delete": lambda: model.delete().execute(),
    }
    with pytest.raises(errors.NotAllowed):
        lending.write_now(lambda tx: queries[verb](), context=LENDING)
    if verb in ("select", "join", "subquery"):
        with pytest.raises(errors.NotAllowed):
            lending.read_now(lambda tx: queries[verb](), context=LENDING)


def test_what_the_store_did_before_for_itself_opens_no_door_for_a_plugin(sqlite_store):
    """A statement that was compiled for the store stays in the cache; it must not be handed out."""
    sqlite_store.write_now(lambda tx: list(Members.select()))
    with pytest.raises(errors.NotAllowed):
        sqlite_store.write_now(lambda tx: list(Members.select()), context=LENDING)


def test_the_stores_own_verbs_work_within_a_plugins_function(lending):
    def act(tx):
        place = tx.put_place("A", 1)
        lend(tx, "2", "U2")
        tx.hold("lending.out", f"place:{place.id}", operation=tx.intend_door(place.id, purpose="lending.out"))
        item = tx.add_item("U2", "umbrella", place_id=place.id)
        tx.move(item.id, None, reason="lent")
        return tx.journal("lending.lent", loan="2")

    assert lending.write_now(act, context=LENDING) == 1


THE_HOSTS = {
    "put another plugin aside": lambda tx: tx.set_plugin("gifts", version="1", state="quarantined"),
    "begin a visit": lambda tx: tx.begin_session("s-2", "front"),
    "end a visit": lambda tx: tx.end_session("s-1", "done"),
    "end an operation": lambda tx: tx.end_operation("o-1", "done"),
    "an event of the staff's": lambda tx: tx.journal("staff.unlocked", staff="x"),
    "an event of a visit": lambda tx: tx.journal("session.ended", how="done"),
    "an event of the host's": lambda tx: tx.journal("plugin.quarantined", plugin="gifts"),
}


@pytest.mark.parametrize("verb", THE_HOSTS.values(), ids=THE_HOSTS)
def test_what_is_the_hosts_business_is_not_a_plugins(lending, verb):
    with pytest.raises(errors.NotAllowed, match="the host's own business"):
        lending.write_now(verb, context=LENDING)
    lending.write_now(verb)


def test_what_sql_can_say_of_ones_own_tables_is_not_mistaken_for_others(lending):
    def act(_tx):
        newest = Loan.select(peewee.fn.MAX(Loan.lent_ms)).scalar()
        counted = list(Loan.select(Loan.item, peewee.fn.COUNT(Loan.id)).group_by(Loan.item).tuples())
        latest = Loan.select(Loan.id).where(Loan.lent_ms == newest).cte("members")
        found = [
            loan.id
            for loan in Loan.select(Loan.id).join(latest, on=(latest.c.id == Loan.id)).with_cte(latest)
        ]
        Loan.insert(id="1", item="U7", lent_ms=1).on_conflict(
            conflict_target=[Loan.id], update={Loan.item: "from members"}
        ).execute()
        return counted, found, Loan.get_by_id("1").item

    assert lending.write_now(act, context=LENDING) == ([("U1", 1)], ["1"], "from members")


@pytest.mark.parametrize(
    "field",
    [
        peewee.CharField(),
        peewee.DateTimeField(),
        peewee.DecimalField(),
        peewee.FloatField(),
        peewee.BooleanField(),
    ],
)
def test_fields_that_the_databases_keep_differently_are_refused_when_the_class_is_made(field):
    with pytest.raises(TypeError, match="a plugin's tables hold TextField"):
        type("Wrong", (PluginModel,), {"value": field})
