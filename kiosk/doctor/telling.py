"""Findings as text for a terminal, as JSON for a program, and as the few lines that a QR code holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from kiosk.doctor.case import Case
from kiosk.doctor.findings import EXIT, PARTS, SEVERITIES, Finding, worst
from kiosk.link.build import build_id
from kiosk.link.texts import Text

SIGNS = {"well": "✓", "note": "·", "warning": "!", "wrong": "×"}

CODE_BYTES = 400
"""What a QR code of a panel's size holds so that a telephone reads it from half a metre."""


def as_text(findings: Sequence[Finding], say: Callable[[Text], str]) -> str:
    """For a terminal: part by part; what is wrong with what to try under it."""
    lines: list[str] = []
    for part, title in PARTS.items():
        ours = [each for each in findings if each.part == part]
        if ours:
            lines.append(say(title))
        for each in ours:
            lines.append(f"  {SIGNS[each.severity]} {say(each.words())}")
            if advice := say(each.advice()):
                lines.append(f"      → {advice}")
    counts = [
        f"{say(word)}: {count}"
        for severity, word in SEVERITIES.items()
        if (count := sum(each.severity == severity for each in findings))
    ]
    return "\n".join([*lines, "", "  ".join(counts)])


def as_data(case: Case, findings: Sequence[Finding], say: Callable[[Text], str]) -> dict[str, Any]:
    """For a program. `version` grows when a key changes its meaning."""
    worst_of_all = worst(findings)
    return {
        "version": 1,
        "at": _time(case),
        "build": build_id(),
        "kiosk": case.desk.kiosk if case.desk is not None else "",
        "severity": worst_of_all,
        "exit": EXIT[worst_of_all],
        "findings": [
            {
                "id": each.id,
                "part": each.part,
                "severity": each.severity,
                "subject": each.subject,
                "facts": each.facts,
                "words": say(each.words()),
                "advice": say(each.advice()),
            }
            for each in findings
        ],
        "devices": msgspec.to_builtins(case.desk.devices or ()) if case.desk is not None else [],
        "tests": msgspec.to_builtins(case.desk.tests) if case.desk is not None else [],
    }


def as_code(case: Case, findings: Sequence[Finding]) -> str:
    """For a photograph: which box, which build, when, and every finding that is not well, by its id and subject."""
    kiosk = case.desk.kiosk[-12:] if case.desk is not None else "-"
    lines = [f"ZHANGGUI {kiosk} {build_id()} {_time(case)}"]
    order = list(SEVERITIES)
    for each in sorted(findings, key=lambda each: order.index(each.severity)):
        line = f"{SIGNS[each.severity]}{each.id} {each.subject}".strip()
        if each.severity == "well":
            break
        if len("\n".join([*lines, line]).encode()) > CODE_BYTES:
            lines.append("…")
            break
        lines.append(line)
    return "\n".join(lines)


def _time(case: Case) -> str:
    return datetime.fromtimestamp(case.now_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%MZ")
