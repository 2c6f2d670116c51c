"""Triple patterns of SPARQL-based constraints, and the solutions that a changed triple touches.

This is how materialised views are maintained: each pattern is matched with the change first, and
joined with those that must hold beside it (Gupta, Mumick and Subrahmanian, 1993, "Maintaining views
incrementally"). Filters, optional parts and alternatives are left out, so that what is found is
all that can change, and maybe more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import pyoxigraph as ox
from rdflib import paths as rdflib_paths
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import URIRef, Variable

from atlas_kg.formats import from_rdflib_term
from atlas_kg.validation.data import Data, Term
from atlas_kg.validation.paths import (
    Alternative,
    Path,
    Repetition,
    Sequence,
    Step,
    inverse,
    splits,
    values,
)

__all__ = ["Pattern", "Place", "UnreadableQueryError", "read_query", "touched"]

Slot = Term | str
"""A term, or the name of a variable."""

Binding = Mapping[str, Term]


class UnreadableQueryError(Exception):
    """A query whose patterns cannot be told apart."""


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; without a path any predicate will do."""

    subject: Slot
    path: Path | None
    value: Slot


@dataclass(frozen=True)
class Place:
    """A pattern in a query, and those that hold wherever it does."""

    pattern: Pattern
    beside: tuple[Pattern, ...]


@lru_cache(maxsize=256)
def read_query(query: str) -> tuple[tuple[Place, ...], frozenset[str]]:
    """Return all triple patterns of a query, and the variables that patterns bind in each solution.

    Raises:
        UnreadableQueryError: The query has a part that is not understood here.
    """
    algebra = translateQuery(parseQuery(query)).algebra
    return tuple(_places(algebra, ())), frozenset(_bound_variables(algebra))


def _bound_variables(node: CompValue) -> set[str]:
    own = {slot for one in _own(node) for slot in (one.subject, one.value) if isinstance(slot, str)}
    if node.name == "Union":
        return own | (_bound_variables(node.p1) & _bound_variables(node.p2))
    if node.name == "Join":
        return _bound_variables(node.p1) | _bound_variables(node.p2)
    if node.name == "LeftJoin":
        return _bound_variables(node.p1)
    return own | (_bound_variables(node.p) if node.name in _INNER and "p" in node else set())


def _places(node: Any, above: tuple[Pattern, ...]) -> Iterator[Place]:  # noqa: ANN401 - algebra is untyped
    own = tuple(_own(node))
    beside = above + own
    for pattern in own:
        yield Place(pattern, beside)
    for branch in _branches(node):
        # A subquery has variables of its own, so what is around it says nothing about them.
        is_query = branch.name == "ToMultiSet"
        yield from _places(branch.p if is_query else branch, () if is_query else beside)


_INNER = {
    "SelectQuery", "Project", "Distinct", "Reduced", "OrderBy", "Filter", "Extend", "AggregateJoin",
    "Group",
}  # fmt: skip


def _own(node: CompValue) -> Iterator[Pattern]:
    """Yield the patterns that hold in every solution of a node."""
    match node.name:
        case "BGP" | "TriplesBlock":
            terms = list(_flat(node.triples))
            for place in range(0, len(terms), 3):
                yield _pattern(*terms[place : place + 3])
        case "Join":
            yield from _own(node.p1)
            yield from _own(node.p2)
        case "LeftJoin":
            yield from _own(node.p1)
        case "GroupGraphPatternSub":
            for part in node.part or ():
                yield from _own(part)
        case "GroupOrUnionGraphPattern" if len(node.graph) == 1:
            yield from _own(node.graph[0])
        case name if name in _INNER and "p" in node:
            yield from _own(node.p)


def _branches(node: CompValue) -> Iterator[CompValue]:  # noqa: C901, PLR0912 - a case for each kind of node
    """Yield the parts of a node that need not hold in every solution."""
    match node.name:
        case "BGP" | "TriplesBlock":
            return
        case "Join":
            yield from _branches(node.p1)
            yield from _branches(node.p2)
        case "LeftJoin":
            yield from _branches(node.p1)
            yield node.p2
            yield from _asked(node.expr)
        case "Union":
            yield from (node.p1, node.p2)
        case "GroupGraphPatternSub":
            for part in node.part or ():
                yield from _branches(part)
        case "GroupOrUnionGraphPattern":
            yield from node.graph if len(node.graph) > 1 else _branches(node.graph[0])
        case "OptionalGraphPattern":
            yield node.graph
        case "ToMultiSet":
            yield node
        case "Bind":
            yield from _asked(node.expr)
        case name if name in _INNER:
            yield from _asked((node.get("expr"), node.get("A")))
            if "p" in node:
                yield from _branches(node.p)
        case unknown:
            raise UnreadableQueryError(unknown)


def _asked(expression: Any) -> Iterator[CompValue]:  # noqa: ANN401
    """Yield what EXISTS asks for in an expression."""
    if isinstance(expression, CompValue):
        if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            yield expression.graph
            return
        for part in expression.values():
            yield from _asked(part)
    elif isinstance(expression, (list, tuple)):
        for part in expression:
            yield from _asked(part)


def _flat(triples: Any) -> Iterator[Any]:  # noqa: ANN401
    for one in triples:
        if isinstance(one, (list, tuple)) or type(one).__name__ == "ParseResults":
            yield from _flat(one)
        else:
            yield one


def _pattern(subject: Any, predicate: Any, value: Any) -> Pattern:  # noqa: ANN401
    path = None if isinstance(predicate, Variable) else _path(predicate)
    return Pattern(_slot(subject), path, _slot(value))


def _slot(node: Any) -> Slot:  # noqa: ANN401
    # Blank nodes of a query are variables, too.
    term = None if isinstance(node, Variable) else from_rdflib_term(node)
    return str(node) if term is None or isinstance(term, ox.BlankNode) else term


def _path(path: Any) -> Path:  # noqa: ANN401
    match path:
        case URIRef():
            return Step(ox.NamedNode(str(path)))
        case rdflib_paths.InvPath():
            return inverse(_path(path.arg))
        case rdflib_paths.SequencePath():
            return Sequence(tuple(map(_path, path.args)))
        case rdflib_paths.AlternativePath():
            return Alternative(tuple(map(_path, path.args)))
        case rdflib_paths.MulPath():
            return Repetition(_path(path.path), str(path.mod))
        case _:
            raise UnreadableQueryError(str(path))


def touched(
    data: Data, places: Iterable[Place], key: str | None, changed: Iterable[ox.Triple]
) -> set[Term] | None:
    """Return the values of a variable in solutions that changed triples can touch.

    Args:
        data: The data graph, with what was added and what is to be removed.
        places: The patterns of a query.
        key: The name of the variable; None if no one tells solutions apart.
        changed: The triples that were added or are to be removed.

    Returns:
        The values, or None if they cannot be told: then any solution may have changed.
    """
    found: set[Term] = set()
    asked: set[tuple[tuple[Pattern, ...], frozenset[tuple[str, Term]]]] = set()
    for triple in changed:
        for place in places:
            for binding in _seeds(data, place.pattern, triple):
                if key is None:
                    return None
                if key in binding:
                    found.add(binding[key])
                    continue
                start = _start(place.pattern, binding)
                question = place.beside, frozenset(start.items())
                if question in asked:
                    continue
                asked.add(question)
                patterns = tuple(one for one in place.beside if one.path)
                for solution in set(_joined(data, patterns, start, key)):
                    if solution is None:
                        return None
                    found.add(solution)
    return found


def _start(pattern: Pattern, binding: Binding) -> Binding:
    """Return where to begin: at the subject, which several changed triples have in common."""
    name = pattern.subject
    return {name: binding[name]} if isinstance(name, str) and pattern.path else binding


def _seeds(data: Data, pattern: Pattern, triple: ox.Triple) -> Iterator[Binding]:
    """Yield how a pattern matches by help of one triple."""
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
        return
    if pattern.path is None:
        binding = _bound(pattern, subject, value, {})
        if binding is not None:
            yield binding
        return
    for before, step, after in splits(pattern.path):
        if step.predicate != triple.predicate:
            continue
        start, end = (value, subject) if step.inverse else (subject, value)
        starts = values(data, start, inverse(before)) if before else {start}
        ends = values(data, end, after) if after else {end}
        for one in starts:
            for other in ends:
                binding = _bound(pattern, one, other, {})
                if binding is not None:
                    yield binding


def _bound(pattern: Pattern, subject: Term, value: Term, binding: Binding) -> Binding | None:
    new = dict(binding)
    for slot, term in ((pattern.subject, subject), (pattern.value, value)):
        if isinstance(slot, str):
            if new.setdefault(slot, term) != term:
                return None
        elif slot != term:
            return None
    return new


def _joined(
    data: Data, patterns: tuple[Pattern, ...], binding: Binding, key: str
) -> Iterator[Term | None]:
    """Yield the values of the key in the solutions of patterns; None if there is no way to it.

    The pattern with the fewest matches comes next. Once all that can be reached is joined, what is
    left over is about other things and is taken to hold.
    """
    reachable = [one for one in patterns if _ends(one, binding) != (None, None)]
    if not reachable:
        yield binding.get(key)
        return
    best = _most_selective(data, reachable, binding)
    rest = tuple(one for one in patterns if one is not best)
    for new in _matches(data, best, binding):
        for solution in _joined(data, rest, new, key):
            yield solution
            if key in new:
                break
        else:
            continue
        if key in binding:
            return


def _ends(pattern: Pattern, binding: Binding) -> tuple[Term | None, Term | None]:
    subject, value = (
        binding.get(slot) if isinstance(slot, str) else slot
        for slot in (pattern.subject, pattern.value)
    )
    return subject, value


def _most_selective(data: Data, patterns: list[Pattern], binding: Binding) -> Pattern:
    """Return the pattern with the fewest matches: the first one to run out when all are read."""
    rows = []
    for pattern in patterns:
        subject, value = _ends(pattern, binding)
        if subject is not None and value is not None:
            return pattern
        if isinstance(pattern.path, Step):
            if pattern.path.inverse:
                subject, value = value, subject
            if isinstance(subject, ox.Literal):
                return pattern
            rows.append((pattern, _found(data, subject, pattern.path.predicate, value)))
    while rows:
        for pattern, found in rows:
            if next(found, None) is None:
                return pattern
    return patterns[0]


def _found(
    data: Data,
    subject: ox.NamedNode | ox.BlankNode | None,
    predicate: ox.NamedNode,
    value: Term | None,
) -> Iterator[ox.Quad]:
    matches = (
        data.store.quads_for_pattern(subject, predicate, value, name) for name in data.graphs
    )
    return chain.from_iterable(matches)


def _matches(data: Data, pattern: Pattern, binding: Binding) -> Iterator[Binding]:
    subject, value = _ends(pattern, binding)
    if pattern.path is None:
        return
    if subject is not None:
        found = {(subject, other) for other in values(data, subject, pattern.path)}
    elif value is not None:
        found = {(other, value) for other in values(data, value, inverse(pattern.path))}
    else:
        found = set()
    for one, other in found:
        new = _bound(pattern, one, other, binding)
        if new is not None:
            yield new
