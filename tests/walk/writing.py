"""Writes the graph of prompts as a page that a person reads: `python -m tests.walk.writing docs/prompt-graph.md`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.walk import houses, rules
from tests.walk.explorer import NOBODY, Graph, Move, Node

HEAD = """# The prompt graph

Every question that a kiosk with all built-in services can ask, and where each answer leads. Made by `make graph` from a walk
through real visits (`tests/walk`): every button, scan, door and wait that was possible anywhere was tried in {houses} houses,
{moves} moves in all. What must hold of it (home or a human within two touches, an open door in two, five questions at most, no
dead end, one language at a time) is held by `tests/walk/test_prompt_graph.py`.

*any* is any row, place or choice that is data. What leaves everything as it is (a scan of something else, a door that moves
behind it) is left out. From every question that is not home itself, *call staff* rings, and *home* or
*end* leaves; those are left out too. {{number}} and the like stand for what the day puts there.
"""

FRAME = ("press:call", "press:home", "press:end", "press:lock", "press:staff")


def page(graph: Graph, moves: int) -> str:
    """The whole page."""
    words = _chinese(graph)
    asked = rules.questions(graph)
    numbers = {node: number for number, node in enumerate(_in_order(graph, asked), 1)}
    lines = [HEAD.format(houses=len(houses.ALL), moves=moves)]
    doors = rules.touches_to_a_door(graph)
    for service in sorted({node.service for node in numbers}):
        about = (
            f"; a known card to an open door: {doors[service]} touches at the least"
            if service in doors
            else ""
        )
        lines += [f"## {service or 'the desk itself'}", ""]
        lines += (
            [f"For {'customers' if service in graph.for_customers else 'staff'}{about}.", ""]
            if service
            else []
        )
        lines += ["| no. | question | 中文 | kind | leads to |", "| ---: | --- | --- | --- | --- |"]
        for node, number in numbers.items():
            if node.service == service:
                ways = "; ".join(_ways(graph, node, numbers))
                title = node.title or "*(nobody is here)*"
                kind = node.kind + (f", question {asked[node]}" if node in asked else "")
                lines.append(f"| {number} | {title} | {words.get(node, '')} | {kind} | {ways} |")
        lines.append("")
    return "\n".join(line.replace("\n", " ") if line.startswith("|") else line for line in lines)


def _in_order(graph: Graph, asked: dict[Node, int]) -> list[Node]:
    return sorted(
        graph.nodes, key=lambda node: (node.service, asked.get(node, 0), node.kind, node.title, node.keys)
    )


def _chinese(graph: Graph) -> dict[Node, str]:
    found: dict[Node, str] = {}
    for seen in graph.seen.values():
        prompt = seen.screens["zh_CN"].prompt
        if prompt is not None:
            found.setdefault(seen.node, str(prompt.title))
    return found


def _ways(graph: Graph, node: Node, numbers: dict[Node, int]) -> Iterator[str]:
    for move in sorted(graph.nodes[node]):
        led = graph.edges.get((node, move), {})
        stays = set(led) == {node} and not move.startswith("key:")
        if led and move not in FRAME and not stays:
            yield f"{_said(move)} → {', '.join(str(number) for number in sorted(numbers[after] for after in led))}"


def _said(move: Move) -> str:
    kind, _, what = move.partition(":")
    return {"key": "*any*" if what == "*" else f"**{what}**", "press": what, "wait": "waiting"}.get(
        kind, f"{kind} {what}"
    )


def main() -> int:
    """Walk everything and write the page; exit status 1 when something does not hold."""
    logging.disable(logging.CRITICAL)
    graph, moves = Graph(), 0
    for house, weather in houses.ALL:
        walked = houses.walk(house, weather, graph)
        moves += walked.moves
        sys.stdout.write(f"{weather.__name__}: {walked.moves} moves, {len(graph.nodes)} questions so far\n")
        sys.stdout.flush()
    assert NOBODY in graph.nodes
    Path(sys.argv[1]).write_text(page(graph, moves), encoding="utf-8")
    faults = [fault for rule in rules.RULES for fault in rule(graph)]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "everything holds\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
