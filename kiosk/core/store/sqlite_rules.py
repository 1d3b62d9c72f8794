"""The core's rules as SQLite triggers: the journal's chain, and what a movement does to stock.

Their words are what `dialect.constraint_cause` knows them by, and the same as PostgreSQL's
(`postgres_rules.py`).
"""

RULES = (
    # The journal's newest row is remembered apart, so that its end cannot go missing; each new row links on to
    # what is remembered there.
    """CREATE TRIGGER kiosk_begins_a_journal AFTER INSERT ON kiosk
       BEGIN INSERT INTO journal_heads (kiosk, seq, hash) VALUES (NEW.number, 0, zeroblob(32)); END""",
    """CREATE TRIGGER journal_refuses_gaps BEFORE INSERT ON journal
       WHEN NOT EXISTS (SELECT 1 FROM journal_heads
                         WHERE kiosk = NEW.kiosk AND seq = NEW.seq - 1 AND hash = NEW.previous_hash)
       BEGIN SELECT RAISE(ABORT, 'journal: the row is out of chain'); END""",
    """CREATE TRIGGER journal_moves_its_head AFTER INSERT ON journal
       BEGIN UPDATE journal_heads SET seq = NEW.seq, hash = NEW.hash WHERE kiosk = NEW.kiosk; END""",
    """CREATE TRIGGER journal_heads_refuses_update BEFORE UPDATE ON journal_heads
       WHEN NEW.kiosk <> OLD.kiosk OR NEW.seq <> OLD.seq + 1
         OR NEW.hash IS NOT (SELECT hash FROM journal WHERE kiosk = NEW.kiosk AND seq = NEW.seq)
       BEGIN SELECT RAISE(ABORT, 'journal_heads is append-only'); END""",
    """CREATE TRIGGER journal_heads_refuses_delete BEFORE DELETE ON journal_heads
       BEGIN SELECT RAISE(ABORT, 'journal_heads is append-only'); END""",
    """CREATE TRIGGER journal_heads_refuses_replace BEFORE INSERT ON journal_heads
       WHEN NEW.seq <> 0 OR EXISTS (SELECT 1 FROM journal_heads WHERE kiosk = NEW.kiosk)
         OR EXISTS (SELECT 1 FROM journal WHERE kiosk = NEW.kiosk)
       BEGIN SELECT RAISE(ABORT, 'journal_heads is append-only'); END""",
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
