"""The core's rules as SQLite triggers: the journal's chain, and what a movement does to stock.

Their words are what `dialect.constraint_cause` knows them by, and the same as PostgreSQL's
(`postgres_rules.py`).
"""

RULES = (
    # The journal links to itself: the next number, and the hash of the row before.
    """CREATE TRIGGER journal_refuses_gaps BEFORE INSERT ON journal
       WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE kiosk = NEW.kiosk)
         OR NEW.previous_hash IS NOT coalesce(
              (SELECT hash FROM journal WHERE kiosk = NEW.kiosk AND seq = NEW.seq - 1), zeroblob(32))
       BEGIN SELECT RAISE(ABORT, 'journal: the row is out of chain'); END""",
    # A movement carries the item, and with it every figure that is kept of where things are.
    """CREATE TRIGGER movements_carry_the_item AFTER INSERT ON movements BEGIN SELECT RAISE(ABORT, 'movements:
    the item is elsewhere') WHERE NEW.from_place IS NEW.to_place OR NOT EXISTS (SELECT 1 FROM items WHERE id =
    NEW.item_id AND place_id IS NEW.from_place AND kind = NEW.kind); UPDATE items SET place_id = NEW.to_place
    WHERE id = NEW.item_id; UPDATE levels SET count = count - 1 WHERE place_id = NEW.from_place AND kind =
    NEW.kind; UPDATE places SET level = level - 1 WHERE id = NEW.from_place; INSERT INTO levels (place_id,
    kind, count) SELECT NEW.to_place, NEW.kind, 1 WHERE NEW.to_place IS NOT NULL ON CONFLICT (place_id, kind)
    DO UPDATE SET count = count + 1; UPDATE places SET level = level + 1 WHERE id = NEW.to_place; END""",
    """CREATE TRIGGER items_begin_nowhere BEFORE INSERT ON items WHEN NEW.place_id IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'items: only a movement puts an item somewhere'); END""",
    """CREATE TRIGGER items_only_move_by_movement BEFORE UPDATE OF place_id ON items
       WHEN NEW.place_id IS NOT
            (SELECT to_place FROM movements WHERE item_id = NEW.id ORDER BY seq DESC LIMIT 1)
       BEGIN SELECT RAISE(ABORT, 'items: only a movement puts an item somewhere'); END""",
)
