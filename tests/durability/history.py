"""A history of changes of every kind, and what a store must hold after each of them."""

from __future__ import annotations

from functools import cache
from random import Random

import pyoxigraph as ox

from atlas_kg.workers.changes import apply
from atlas_kg.workers.frames import Change, Operation
from tests.workers.disk_stores import nquads, turtle

_BASE = "http://example.org"
_REPLACED = (f"{_BASE}/r1", f"{_BASE}/r2")


def change(number: int, *, over_http: bool = False) -> Change:
    """Return a change of the history, which is the same each time; every kind comes up.

    Args:
        number: Which.
        over_http: Whether it is to be one that a client can ask for; each replaces one graph only.
    """
    replace = _put if over_http else _replace
    make = (_update, _put, _rewrite, _post, replace, _put, _delete)[number % 7]
    return make(number, Random(number))  # noqa: S311 - to be the same each time


def expected(count: int, *, over_http: bool = False) -> frozenset[str]:
    """Return what a store holds after so many changes, as N-Quads."""
    return _history(count, over_http)[0]


@cache
def _history(count: int, over_http: bool) -> tuple[frozenset[str], ox.Store]:
    if count == 0:
        return frozenset(), ox.Store()
    store = _history(count - 1, over_http)[1]
    apply(store, change(count - 1, over_http=over_http))
    return lines(store), store


def lines(store: ox.Store) -> frozenset[str]:
    """Return what a store holds, graphs without quads among it, as lines."""
    quads = {f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name}" for quad in store}
    return frozenset(quads | {f"graph {name}" for name in store.named_graphs()})


def _triples(number: int, random: Random, count: int) -> str:
    return "".join(
        f'<{_BASE}/s{random.randrange(50)}> <{_BASE}/p{random.randrange(5)}> "{number}-{each}" .\n'
        for each in range(count)
    )


def _update(number: int, random: Random) -> Change:
    where = f"WHERE {{ ?s ?p ?o . FILTER(?p = <{_BASE}/p1>) }}"
    steps = (
        f"INSERT DATA {{ {_triples(number, random, 300)} }}",
        f"INSERT DATA {{ GRAPH <{_BASE}/u> {{ {_triples(number, random, 300)} }} }}",
        f"DELETE {{ ?s ?p ?o }} INSERT {{ ?s <{_BASE}/moved> ?o }} {where}",
    )
    return Change(Operation.UPDATE, " ;\n".join(steps))


def _rewrite(number: int, _: Random) -> Change:
    steps = (
        f"DELETE WHERE {{ GRAPH <{_BASE}/u> {{ ?s ?p ?o }} }}",
        f"CLEAR SILENT GRAPH <{_BASE}/g{number % 3}>",
        f"INSERT DATA {{ <{_BASE}/last> <{_BASE}/is> {number} }}",
        f"CREATE SILENT GRAPH <{_BASE}/e{number}>",
    )
    return Change(Operation.UPDATE, " ;\n".join(steps))


def _put(number: int, random: Random) -> Change:
    body = _triples(number, random, 200).encode()
    return Change(Operation.PUT, graph=f"{_BASE}/g{number % 3}", parts=turtle(body))


def _post(number: int, random: Random) -> Change:
    body = _triples(number, random, 100).encode()
    return Change(Operation.POST, graph=f"{_BASE}/g{number % 2}", parts=turtle(body))


def _delete(number: int, _: Random) -> Change:
    # Put by the change before.
    return Change(Operation.DELETE, graph=f"{_BASE}/g{(number - 1) % 3}")


def _replace(number: int, random: Random) -> Change:
    body = "".join(
        line.replace(" .", f" <{_REPLACED[each % 2]}> .")
        for each, line in enumerate(_triples(number, random, 3_000).splitlines(keepends=True))
    )
    return Change(Operation.REPLACE, graphs=_REPLACED, parts=nquads(body.encode()))
