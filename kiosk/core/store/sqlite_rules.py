"""The core's rules as SQLite triggers: the journal's chain, what a movement does to stock, and a transfer to accounts.

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

LEDGER_RULES = (
    # A transfer carries its amount to both accounts; their own CHECK refuses an overdraft.
    """CREATE TRIGGER ledger_transfers_carry AFTER INSERT ON ledger_transfers BEGIN
       SELECT RAISE(ABORT, 'ledger_transfers: two units in one transfer') WHERE
         (SELECT unit FROM ledger_accounts WHERE number = NEW.debit) IS NOT
         (SELECT unit FROM ledger_accounts WHERE number = NEW.credit);
       UPDATE ledger_accounts SET debits = debits + NEW.amount WHERE number = NEW.debit;
       UPDATE ledger_accounts SET credits = credits + NEW.amount WHERE number = NEW.credit; END""",
    """CREATE TRIGGER ledger_lot_uses_carry AFTER INSERT ON ledger_lot_uses
       BEGIN UPDATE ledger_lots SET used = used + NEW.amount WHERE number = NEW.lot; END""",
    """CREATE TRIGGER ledger_entries_keep_closed BEFORE INSERT ON ledger_entries
       WHEN EXISTS (SELECT 1 FROM ledger_periods WHERE month = NEW.business_day / 100)
       BEGIN SELECT RAISE(ABORT, 'ledger_entries: the month is closed'); END""",
    # What an account and a lot are stays as it was made; only a transfer changes their sums.
    """CREATE TRIGGER ledger_accounts_stay BEFORE UPDATE OF number, book, owner, unit, side, in_lots ON ledger_accounts
       BEGIN SELECT RAISE(ABORT, 'ledger_accounts is append-only'); END""",
    """CREATE TRIGGER ledger_accounts_begin_empty BEFORE INSERT ON ledger_accounts WHEN NEW.debits <> 0 OR NEW.credits <> 0
       BEGIN SELECT RAISE(ABORT, 'ledger_accounts: only a transfer puts an amount in'); END""",
    """CREATE TRIGGER ledger_accounts_are_kept BEFORE DELETE ON ledger_accounts
       BEGIN SELECT RAISE(ABORT, 'ledger_accounts is append-only'); END""",
    """CREATE TRIGGER ledger_lots_stay BEFORE UPDATE OF number, account, entry, line, earned_day, last_day, amount, source
       ON ledger_lots BEGIN SELECT RAISE(ABORT, 'ledger_lots is append-only'); END""",
    """CREATE TRIGGER ledger_lots_are_kept BEFORE DELETE ON ledger_lots
       BEGIN SELECT RAISE(ABORT, 'ledger_lots is append-only'); END""",
)

VOID_CARD_RULES = (
    # A number that has ended is nobody's again, whoever would give it out: an import, a new card, a replaced one.
    """CREATE TRIGGER members_begin_with_no_void_card BEFORE INSERT ON members
       WHEN EXISTS (SELECT 1 FROM void_cards WHERE card = NEW.card)
       BEGIN SELECT RAISE(ABORT, 'members: the card number is void'); END""",
    """CREATE TRIGGER members_get_no_void_card BEFORE UPDATE OF card ON members
       WHEN EXISTS (SELECT 1 FROM void_cards WHERE card = NEW.card)
       BEGIN SELECT RAISE(ABORT, 'members: the card number is void'); END""",
)

IDENTITY_RULES = (
    # A record may be kept for longer, be marked as due, and be emptied once it was marked; nothing else, and nothing after.
    """CREATE TRIGGER identities_stay BEFORE UPDATE ON identities WHEN OLD.purged_ms IS NOT NULL
         OR NEW.id <> OLD.id OR NEW.kiosk <> OLD.kiosk OR NEW.seq <> OLD.seq OR NEW.number <> OLD.number
         OR NEW.purpose <> OLD.purpose OR NEW.subject <> OLD.subject OR NEW.sealed_to <> OLD.sealed_to
         OR NEW.made_ms <> OLD.made_ms OR NEW.made_day <> OLD.made_day OR NEW.made_by <> OLD.made_by
         OR NEW.purge_day < OLD.purge_day
         OR (NEW.sealed <> OLD.sealed AND (length(NEW.sealed) <> 0 OR OLD.due_ms IS NULL))
       BEGIN SELECT RAISE(ABORT, 'identities is append-only'); END""",
    """CREATE TRIGGER identities_are_kept BEFORE DELETE ON identities
       BEGIN SELECT RAISE(ABORT, 'identities is append-only'); END""",
    """CREATE TRIGGER identities_are_not_replaced BEFORE INSERT ON identities
       WHEN EXISTS (SELECT 1 FROM identities WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM identities WHERE number = NEW.number)
       BEGIN SELECT RAISE(ABORT, 'identities is append-only'); END""",
)

LEDGER_DAY_RULES = (
    """CREATE TRIGGER ledger_transfers_count_by_day AFTER INSERT ON ledger_transfers BEGIN
       INSERT INTO ledger_days (account, business_day, debits) SELECT a.number, e.business_day, NEW.amount
         FROM ledger_accounts a JOIN ledger_entries e ON e.number = NEW.entry
        WHERE a.number = NEW.debit AND a.book IN ('drawer', 'stock')
           ON CONFLICT (account, business_day) DO UPDATE SET debits = ledger_days.debits + excluded.debits;
       INSERT INTO ledger_days (account, business_day, credits) SELECT a.number, e.business_day, NEW.amount
         FROM ledger_accounts a JOIN ledger_entries e ON e.number = NEW.entry
        WHERE a.number = NEW.credit AND a.book IN ('drawer', 'stock')
           ON CONFLICT (account, business_day) DO UPDATE SET credits = ledger_days.credits + excluded.credits; END""",
)
