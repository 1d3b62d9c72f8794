"""Rules in the store: a pack is brought by one person, approved or refused by another, and never changed.

A version holds from its first business day on, once its pack is approved; of two that hold the later first day wins, and of two
with the same day the later one. Until then, and after a refusal, it is a row that nothing reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from kiosk.core.moments import date_of
from kiosk.core.rules import Proposed, RuleKind, RuleVersion, pack_hash
from kiosk.core.store import errors
from kiosk.core.store.approvals import Approving
from kiosk.core.texts import Texts
from kiosk.link.prompts import Fact
from kiosk.link.texts import Text

T = TypeVar("T")

_ = Texts("core")

KIND = "rules"
"""The kind of request that a pack waits with."""

RIGHT = "rules.approve"
"""What whoever approves it holds."""

MOST_TOLD = 6
"""Rules of a pack that are named in its request; the rest are counted."""

_PACK = "INSERT INTO rule_packs (id, hash, made_ms, made_by, reason) VALUES (?, ?, ?, ?, ?)"
_ADD = "INSERT INTO rule_versions (pack, name, from_day, body) VALUES (?, ?, ?, ?)"
_DECIDE = (
    "INSERT INTO rule_decisions (pack, approved, made_by, decided_ms, decided_by) VALUES (?, ?, ?, ?, ?)"
)
_WHOLE = "SELECT hash, made_by FROM rule_packs WHERE id = ?"
_RULES_OF = "SELECT name, from_day, body FROM rule_versions WHERE pack = ? ORDER BY number"
_VERSIONS = (
    "SELECT v.number, v.pack, v.name, v.from_day, v.body, p.made_ms, p.made_by, p.reason, d.approved FROM rule_versions v"
    " JOIN rule_packs p ON p.id = v.pack LEFT JOIN rule_decisions d ON d.pack = v.pack WHERE "
)
_HOLDS = (
    _VERSIONS
    + "v.name = ? AND v.from_day <= ? AND d.approved = 1 ORDER BY v.from_day DESC, v.number DESC LIMIT 1"
)
_OF_NAME = _VERSIONS + "v.name = ? ORDER BY v.from_day DESC, v.number DESC LIMIT ?"


class Ruling(Approving):
    """The transaction's rules."""

    def rule(self, kind: RuleKind[T], *, on_day: int = 0) -> tuple[T, str] | None:
        """The rule of a kind that holds on a business day (0: today), and the key of its version for the record that is made
        under it. None while none was approved."""
        version = self.rule_version(kind.name, on_day=on_day)
        return None if version is None else (msgspec.json.decode(version.body, type=kind.type), version.key)

    def rule_version(self, name: str, *, on_day: int = 0) -> RuleVersion | None:
        """The same as it stands in the store, of whatever kind."""
        row = self._one(_HOLDS, (name, on_day or self.business_day))
        return None if row is None else _version(row)

    def rule_versions(self, name: str, limit: int = 20) -> list[RuleVersion]:
        """The versions of one rule, those that wait and were refused too, the latest first day first."""
        return [_version(row) for row in self._all(_OF_NAME, (name, limit))]

    def propose_rules(self, rules: Sequence[Proposed], *, titles: Sequence[Text], reason: str) -> str:
        """Bring a pack, in the name of the staff member whose transaction it is; another has to approve it. Returns its id.

        `titles` are what the rules are called, for whoever answers. Raises AlreadyAsked while the very same pack waits.
        """
        self._for_the_host("propose_rules")
        pack, whole = self.new_id(), pack_hash(rules)
        self._run(_PACK, (pack, whole, self.now_ms, self.context.actor, reason))
        for rule in rules:
            self._run(_ADD, (pack, rule.name, rule.from_day, rule.body))
        facts = [
            Fact(called, _("from {day}", day=date_of(rule.from_day)))
            for called, rule in list(zip(titles, rules, strict=True))[:MOST_TOLD]
        ]
        if len(rules) > MOST_TOLD:
            facts.append(Fact(_("And more"), str(len(rules) - MOST_TOLD)))
        facts.append(Fact(_("Check code"), whole[:8]))
        self.request_approval(
            RIGHT,
            kind=KIND,
            subject=f"pack:{whole[:32]}",
            title=_.plural("{count} new rule", "{count} new rules", len(rules)),
            facts=facts,
            reason=reason,
            version=whole,
            data={"pack": pack},
        )
        self._desk_journals("rules.proposed", reason, act=False, pack=pack, rules=len(rules))
        return pack

    def decide_rules(self, pack: str, version: str, decided_by: str, *, yes: bool) -> bool:
        """A second person has said yes or no to a pack. False when it is not the one that they saw.

        ConstraintBroken for whoever brought it.
        """
        self._for_the_host("decide_rules")
        row = self._one(_WHOLE, (pack,))
        if row is None:
            raise errors.Unknown(f"there is no pack {pack}")
        rules = [Proposed(*rule) for rule in self._all(_RULES_OF, (pack,))]
        if not row[0] == version == pack_hash(rules):
            return False
        self._run(_DECIDE, (pack, int(yes), row[1], self.now_ms, f"staff:{decided_by}"))
        self._desk_journals("rules.approved" if yes else "rules.refused", KIND, pack=pack, by=decided_by)
        return True


def _version(row: Any) -> RuleVersion:
    state = "waits" if row[8] is None else "approved" if row[8] else "refused"
    values: list[Any] = [*row[:8], state]
    return RuleVersion(*values)
