"""The core's rules as PostgreSQL triggers, and the queries that describe a schema as comparable text.

The triggers' words are what `dialect.constraint_cause` knows them by, and the same as SQLite's
(`sqlite_rules.py`).
"""

DESCRIPTIONS = {
    "table": """
        SELECT c.relname, 'owner ' || pg_get_userbyid(c.relowner) || ' ' ||
            (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text ||
                               ' ' || a.attidentity::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), ''), ', '
                               ORDER BY a.attnum)
               FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) || ' ' ||
            coalesce((SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid, true), ', ' ORDER BY k.conname)
                        FROM pg_constraint k WHERE k.conrelid = c.oid), '')
          FROM pg_class c WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = current_schema()::regnamespace""",
    "view": """
        SELECT c.relname, pg_get_viewdef(c.oid, true) FROM pg_class c
         WHERE c.relkind IN ('v', 'm') AND c.relnamespace = current_schema()::regnamespace""",
    "index": """
        SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c
         WHERE c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace""",
    "trigger": """
        SELECT t.tgname, pg_get_triggerdef(t.oid, true) || ' ' || t.tgenabled::text FROM pg_trigger t
          JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace""",
    "function": "SELECT p.proname, p.prosrc FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace",
    "rule": """
        SELECT r.rulename, pg_get_ruledef(r.oid, true) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
         WHERE r.rulename <> '_RETURN' AND c.relnamespace = current_schema()::regnamespace""",
}

RULES = (
    """CREATE FUNCTION kiosk_begins() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         INSERT INTO journal_heads (kiosk, seq, hash) VALUES (NEW.number, 0, decode(repeat('00', 32), 'hex'));
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER kiosk_begins_a_journal AFTER INSERT ON kiosk
       FOR EACH ROW EXECUTE FUNCTION kiosk_begins()""",
    """CREATE FUNCTION journal_links() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NOT EXISTS (SELECT 1 FROM journal_heads
                         WHERE kiosk = NEW.kiosk AND seq = NEW.seq - 1 AND hash = NEW.previous_hash) THEN
           RAISE EXCEPTION 'journal: the row is out of chain';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER journal_refuses_gaps BEFORE INSERT ON journal
       FOR EACH ROW EXECUTE FUNCTION journal_links()""",
    """CREATE FUNCTION journal_heads_move() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE journal_heads SET seq = NEW.seq, hash = NEW.hash WHERE kiosk = NEW.kiosk;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER journal_moves_its_head AFTER INSERT ON journal
       FOR EACH ROW EXECUTE FUNCTION journal_heads_move()""",
    """CREATE FUNCTION journal_heads_follow() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.kiosk <> OLD.kiosk OR NEW.seq <> OLD.seq + 1 OR NEW.hash IS DISTINCT FROM
            (SELECT hash FROM journal WHERE kiosk = NEW.kiosk AND seq = NEW.seq) THEN
           RAISE EXCEPTION 'journal_heads is append-only';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER journal_heads_refuses_update BEFORE UPDATE ON journal_heads
       FOR EACH ROW EXECUTE FUNCTION journal_heads_follow()""",
    """CREATE FUNCTION journal_heads_begin() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.seq <> 0 OR EXISTS (SELECT 1 FROM journal WHERE kiosk = NEW.kiosk) THEN
           RAISE EXCEPTION 'journal_heads is append-only';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER journal_heads_refuses_insert BEFORE INSERT ON journal_heads
       FOR EACH ROW EXECUTE FUNCTION journal_heads_begin()""",
    """CREATE FUNCTION journal_heads_stay() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'journal_heads is append-only'; END $$""",
    """CREATE TRIGGER journal_heads_refuses_delete BEFORE DELETE ON journal_heads
       FOR EACH ROW EXECUTE FUNCTION journal_heads_stay()""",
    """CREATE TRIGGER journal_heads_refuses_truncate BEFORE TRUNCATE ON journal_heads
       FOR EACH STATEMENT EXECUTE FUNCTION journal_heads_stay()""",
    # ALWAYS: also where a replication role would have switched triggers off.
    "ALTER TABLE journal_heads ENABLE ALWAYS TRIGGER journal_heads_refuses_update",
    "ALTER TABLE journal_heads ENABLE ALWAYS TRIGGER journal_heads_refuses_delete",
    "ALTER TABLE journal_heads ENABLE ALWAYS TRIGGER journal_heads_refuses_truncate",
    """CREATE FUNCTION movements_carry() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE items SET place_id = NEW.to_place
          WHERE id = NEW.item_id AND place_id IS NOT DISTINCT FROM NEW.from_place AND kind = NEW.kind;
         IF NOT FOUND OR NEW.from_place IS NOT DISTINCT FROM NEW.to_place THEN
           RAISE EXCEPTION 'movements: the item is elsewhere';
         END IF;
         IF NEW.from_place IS NOT NULL THEN
           UPDATE levels SET count = count - 1 WHERE place_id = NEW.from_place AND kind = NEW.kind;
           UPDATE places SET level = level - 1 WHERE id = NEW.from_place;
         END IF;
         IF NEW.to_place IS NOT NULL THEN
           INSERT INTO levels (place_id, kind, count) VALUES (NEW.to_place, NEW.kind, 1)
               ON CONFLICT (place_id, kind) DO UPDATE SET count = levels.count + 1;
           UPDATE places SET level = level + 1 WHERE id = NEW.to_place;
         END IF;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER movements_carry_the_item AFTER INSERT ON movements
       FOR EACH ROW EXECUTE FUNCTION movements_carry()""",
    """CREATE FUNCTION items_stay() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.place_id IS DISTINCT FROM
            (SELECT to_place FROM movements WHERE item_id = NEW.id ORDER BY seq DESC LIMIT 1) THEN
           RAISE EXCEPTION 'items: only a movement puts an item somewhere';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER items_begin_nowhere BEFORE INSERT ON items
       FOR EACH ROW EXECUTE FUNCTION items_stay()""",
    """CREATE TRIGGER items_only_move_by_movement BEFORE UPDATE OF place_id ON items
       FOR EACH ROW EXECUTE FUNCTION items_stay()""",
)

LEDGER_RULES = (
    # Both accounts in the order of their numbers, so that two transfers between the same two never wait for each other.
    """CREATE FUNCTION ledger_carries() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         PERFORM 1 FROM ledger_accounts WHERE number IN (NEW.debit, NEW.credit) ORDER BY number FOR UPDATE;
         IF (SELECT unit FROM ledger_accounts WHERE number = NEW.debit) IS DISTINCT FROM
            (SELECT unit FROM ledger_accounts WHERE number = NEW.credit) THEN
           RAISE EXCEPTION 'ledger_transfers: two units in one transfer';
         END IF;
         UPDATE ledger_accounts SET debits = debits + NEW.amount WHERE number = NEW.debit;
         UPDATE ledger_accounts SET credits = credits + NEW.amount WHERE number = NEW.credit;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER ledger_transfers_carry AFTER INSERT ON ledger_transfers
       FOR EACH ROW EXECUTE FUNCTION ledger_carries()""",
    """CREATE FUNCTION ledger_lot_is_used() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE ledger_lots SET used = used + NEW.amount WHERE number = NEW.lot;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER ledger_lot_uses_carry AFTER INSERT ON ledger_lot_uses
       FOR EACH ROW EXECUTE FUNCTION ledger_lot_is_used()""",
    """CREATE FUNCTION ledger_keeps_closed() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF EXISTS (SELECT 1 FROM ledger_periods WHERE month = NEW.business_day / 100) THEN
           RAISE EXCEPTION 'ledger_entries: the month is closed';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER ledger_entries_keep_closed BEFORE INSERT ON ledger_entries
       FOR EACH ROW EXECUTE FUNCTION ledger_keeps_closed()""",
    """CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$""",
    """CREATE TRIGGER ledger_accounts_stay BEFORE UPDATE OF number, book, owner, unit, side, in_lots ON ledger_accounts
       FOR EACH ROW EXECUTE FUNCTION ledger_stays()""",
    """CREATE FUNCTION ledger_account_begins() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.debits <> 0 OR NEW.credits <> 0 THEN
           RAISE EXCEPTION 'ledger_accounts: only a transfer puts an amount in';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER ledger_accounts_begin_empty BEFORE INSERT ON ledger_accounts
       FOR EACH ROW EXECUTE FUNCTION ledger_account_begins()""",
    """CREATE TRIGGER ledger_accounts_are_kept BEFORE DELETE ON ledger_accounts
       FOR EACH ROW EXECUTE FUNCTION ledger_stays()""",
    """CREATE TRIGGER ledger_lots_stay BEFORE UPDATE OF number, account, entry, line, earned_day, last_day, amount, source
       ON ledger_lots FOR EACH ROW EXECUTE FUNCTION ledger_stays()""",
    """CREATE TRIGGER ledger_lots_are_kept BEFORE DELETE ON ledger_lots
       FOR EACH ROW EXECUTE FUNCTION ledger_stays()""",
    """CREATE TRIGGER ledger_accounts_are_kept_all BEFORE TRUNCATE ON ledger_accounts
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays()""",
    """CREATE TRIGGER ledger_lots_are_kept_all BEFORE TRUNCATE ON ledger_lots
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays()""",
)

VOID_CARD_RULES = (
    """CREATE FUNCTION members_refuse_void_cards() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF EXISTS (SELECT 1 FROM void_cards WHERE card = NEW.card) THEN
           RAISE EXCEPTION 'members: the card number is void';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER members_get_no_void_card BEFORE INSERT OR UPDATE OF card ON members
       FOR EACH ROW EXECUTE FUNCTION members_refuse_void_cards()""",
)

IDENTITY_RULES = (
    """CREATE FUNCTION identities_stay_as_made() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF OLD.purged_ms IS NOT NULL
            OR NEW.id <> OLD.id OR NEW.kiosk <> OLD.kiosk OR NEW.seq <> OLD.seq OR NEW.number <> OLD.number
            OR NEW.purpose <> OLD.purpose OR NEW.subject <> OLD.subject OR NEW.sealed_to <> OLD.sealed_to
            OR NEW.made_ms <> OLD.made_ms OR NEW.made_day <> OLD.made_day OR NEW.made_by <> OLD.made_by
            OR NEW.purge_day < OLD.purge_day
            OR (NEW.sealed <> OLD.sealed AND (length(NEW.sealed) <> 0 OR OLD.due_ms IS NULL)) THEN
           RAISE EXCEPTION 'identities is append-only';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER identities_stay BEFORE UPDATE ON identities
       FOR EACH ROW EXECUTE FUNCTION identities_stay_as_made()""",
    """CREATE TRIGGER identities_are_kept BEFORE DELETE ON identities
       FOR EACH ROW EXECUTE FUNCTION ledger_stays()""",
    """CREATE TRIGGER identities_are_kept_all BEFORE TRUNCATE ON identities
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays()""",
)

LEDGER_DAY_RULES = (
    # After the accounts' own rule by its name: whoever comes here holds both rows.
    """CREATE FUNCTION ledger_counts_by_day() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         INSERT INTO ledger_days (account, business_day, debits) SELECT a.number, e.business_day, NEW.amount
         FROM ledger_accounts a JOIN ledger_entries e ON e.number = NEW.entry
        WHERE a.number = NEW.debit AND a.book IN ('drawer', 'stock')
           ON CONFLICT (account, business_day) DO UPDATE SET debits = ledger_days.debits + excluded.debits;
         INSERT INTO ledger_days (account, business_day, credits) SELECT a.number, e.business_day, NEW.amount
         FROM ledger_accounts a JOIN ledger_entries e ON e.number = NEW.entry
        WHERE a.number = NEW.credit AND a.book IN ('drawer', 'stock')
           ON CONFLICT (account, business_day) DO UPDATE SET credits = ledger_days.credits + excluded.credits;
         RETURN NULL;
       END $$""",
    """CREATE TRIGGER ledger_transfers_count_by_day AFTER INSERT ON ledger_transfers
       FOR EACH ROW EXECUTE FUNCTION ledger_counts_by_day()""",
)
