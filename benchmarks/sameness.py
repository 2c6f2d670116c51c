"""Whether servers give the same answers, before anybody measures how fast they give them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from benchmarks.questions import GRAPH, Question
from benchmarks.served import Served, ask

__all__ = ["differences", "essence"]

_SAMPLES = 3
_OK = 200


def differences(servers: Iterable[Served], questions: Iterable[Question]) -> list[str]:
    """Say in words where the answers of servers differ from those of the first.

    Args:
        servers: The servers.
        questions: What they are asked, with the first few constants.
    """
    first, *others = servers
    found = []
    for question in questions:
        asked = question.queries()
        for _ in range(1 if question.is_heavy else _SAMPLES):
            query = next(asked)
            wanted = _answer(first, question, query)
            found += [
                f"{question.name}: {other.name} answers otherwise than {first.name}: {query}"
                for other in others
                if _answer(other, question, query) != wanted
            ]
    return found


def _answer(server: Served, question: Question, query: str) -> object:
    status, body = ask(server.address, query, question.accept)
    if status != _OK:
        return f"status {status}"
    # Which rows a LIMIT leaves is free.
    found = essence(body, question.accept)
    return found.total() if "LIMIT" in question.text else found


def essence(body: bytes, media_type: str) -> Counter[object]:
    """Return what an answer says, whatever the order and the spelling.

    Types of literals are left out, since servers store them in several ways.

    Args:
        body: An answer.
        media_type: JSON results or N-Triples.
    """
    if media_type == GRAPH:
        triples = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        return Counter((str(t.subject), str(t.predicate), _value(t.object)) for t in triples)
    rows = json.loads(body)["results"]["bindings"]
    return Counter(frozenset((name, term["value"]) for name, term in row.items()) for row in rows)


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else str(term)
