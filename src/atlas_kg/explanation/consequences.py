"""What would follow from a few more statements, and what they would contradict.

Only what rests on an added statement is derived, by semi-naive evaluation (F. Bancilhon,
R. Ramakrishnan: An amateur's introduction to recursive query processing strategies, SIGMOD 1986).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from atlas_kg.explanation.statements import Statements, conclusion, match
from atlas_kg.reasoning import Pattern, Rule

__all__ = ["consequences"]


def consequences(
    store: ox.Store,
    added: Iterable[ox.Triple],
    removed: frozenset[ox.Triple],
    rules: Sequence[Rule],
) -> tuple[frozenset[ox.Triple], tuple[Rule, ...]]:
    """Return what holds more when statements are added, and the rules that this breaks.

    Args:
        store: Asserted and inferred graphs, which stay as they are.
        added: The statements that are added.
        removed: The statements whose place they take.
        rules: The rules; those without a head forbid that their patterns hold together.
    """
    using: defaultdict[ox.NamedNode, list[tuple[Rule, Pattern]]] = defaultdict(list)
    for rule in rules:
        for pattern in rule.body:
            using[pattern[1]].append((rule, pattern))
    known: set[ox.Triple] = set()
    broken: dict[Rule, None] = {}
    waiting = list(added)
    while waiting:
        triple = waiting.pop()
        known.add(triple)
        statements = Statements(store, frozenset(known), removed)
        for rule, pattern in using[triple.predicate]:
            bindings = match(pattern, triple, {})
            if bindings is None:
                continue
            rest = [other for other in rule.body if other is not pattern]
            for found in statements.solutions(rest, bindings):
                if rule.head is None:
                    broken[rule] = None
                    continue
                new = conclusion(rule.head, found)
                if new is not None and new not in statements and new not in waiting:
                    waiting.append(new)
    return frozenset(known), tuple(broken)
