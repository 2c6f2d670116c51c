"""Small graphs about people, and whether an answer holds one of them."""

from __future__ import annotations

import rdflib
from rdflib.compare import isomorphic

from tests.protocol.wire import Answer

__all__ = ["ALICE", "PREFIXES", "card", "holds", "is_done"]

PREFIXES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
"""

ALICE = f'{PREFIXES} [] a foaf:Person ; foaf:businessCard [ a v:VCard ; v:given-name "Alice" ] .'


def card(person: str, name: str, more: str = "") -> str:
    """Return a graph in Turtle: that a person has a card with a name, and what else is said."""
    return (
        f"{PREFIXES} <{person}> a foaf:Person ; {more} "
        f'foaf:businessCard [ a v:VCard ; v:fn "{name}" ] .'
    )


def holds(answer: Answer, turtle: str) -> bool:
    """Tell whether an answer is a graph, in Turtle, and the same as another."""
    assert answer.status == 200, answer.body
    assert answer.media_type == "text/turtle"
    assert answer.charset in ("", "utf-8")
    return isomorphic(answer.graph(), rdflib.Graph().parse(data=turtle, format="turtle"))


def is_done(answer: Answer) -> bool:
    """Tell whether a change was made of what was there."""
    assert answer.rest == b""
    return answer.status in (200, 204)
