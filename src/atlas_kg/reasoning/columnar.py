"""The closure by joins of sorted integer columns: the default engine.

Only what the rules mention is read, and the inferred triples become objects only when someone asks
for them, so that a graph of a million codings fits into memory.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyoxigraph as ox
from rdflib import OWL, RDF

from atlas_kg.reasoning.dictionary import Dictionary, Ids
from atlas_kg.reasoning.evaluation import evaluate
from atlas_kg.reasoning.relations import objects_of, pairs, subjects_of
from atlas_kg.reasoning.rules import SAME_AS, Rule

__all__ = ["EncodedTriples", "columnar_closure", "encoded"]

_CHUNK = 100_000


@dataclass(frozen=True, eq=False)
class EncodedTriples(AbstractSet[ox.Triple]):
    """A set of triples as columns of numbers, decoded when they are read.

    Attributes:
        dictionary: The terms behind the numbers.
        keys: The pairs of each property, by its IRI, as sorted keys.
    """

    dictionary: Dictionary
    keys: Mapping[str, Ids]

    @classmethod
    def _from_iterable(cls, triples: Iterable[ox.Triple]) -> frozenset[ox.Triple]:  # type: ignore[override]
        # What Set makes of unions and differences.
        return frozenset(triples)

    def __len__(self) -> int:
        return sum(map(len, self.keys.values()))

    def __iter__(self) -> Iterator[ox.Triple]:
        for text in self.n_triples():
            for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
                yield quad.triple

    def __contains__(self, triple: object) -> bool:
        if not isinstance(triple, ox.Triple):
            return False
        keys = self.keys.get(triple.predicate.value)
        subject = self.dictionary.get(str(triple.subject))
        value = self.dictionary.get(str(triple.object))
        if keys is None or subject is None or value is None:
            return False
        (key,) = pairs(np.int64(subject), np.int64(value)).tolist()
        place = int(np.searchsorted(keys, key))
        return place < len(keys) and bool(keys[place] == key)

    def n_triples(self) -> Iterator[bytes]:
        """Yield the triples as N-Triples, in pieces of many lines."""
        texts = list(self.dictionary)
        for predicate, keys in self.keys.items():
            middle = f" <{predicate}> "
            for start in range(0, len(keys), _CHUNK):
                part = keys[start : start + _CHUNK]
                subjects = map(texts.__getitem__, subjects_of(part).tolist())
                values = map(texts.__getitem__, objects_of(part).tolist())
                lines = [f"{s}{middle}{o} .\n" for s, o in zip(subjects, values, strict=True)]
                yield "".join(lines).encode()


def columnar_closure(asserted: Iterable[ox.Quad], rules: Iterable[Rule]) -> EncodedTriples:
    """Compute what follows from asserted quads.

    Args:
        asserted: The quads of a store or of a stream; their graphs do not matter. Only what the
            rules mention is kept of a stream; it is read a second time where that may be, and
            where something turns out to be the same as something else.
        rules: The rules.

    Returns:
        The inferred triples about named things, without the asserted ones.
    """
    rules = tuple(rule for rule in rules if rule.head is not None)
    dictionary = Dictionary()
    if isinstance(asserted, Iterator):
        known = _read(asserted, _mentioned(rules), dictionary)
        return _named(evaluate(known, rules, dictionary), dictionary)
    # Rules of identity mention every property. Where nothing turns out to be the same as anything
    # they say nothing, and most of the graph need not be read.
    plain = tuple(rule for rule in rules if all(p != SAME_AS for _, p, _ in rule.body))
    known = _read(asserted, sorted({*_mentioned(plain), SAME_AS.value}), dictionary)
    found = evaluate(known, plain, dictionary)
    if any(len(pairs.get(SAME_AS.value, ())) for pairs in (known, found)):
        known = _read(asserted, _mentioned(rules), dictionary)
        found = evaluate(known, rules, dictionary)
    return _named(found, dictionary)


def _named(found: Mapping[str, Ids], dictionary: Dictionary) -> EncodedTriples:
    """Leave out what says something of unnamed things, or only that a thing is a thing of OWL."""
    is_blank = dictionary.starting_with("_")
    is_owl = dictionary.starting_with(f"<{OWL}")
    named = {}
    for predicate, keys in found.items():
        left_out = is_blank[subjects_of(keys)] | is_blank[objects_of(keys)]
        if predicate == str(RDF.type):
            left_out |= is_owl[objects_of(keys)]
        named[predicate] = keys[~left_out]
    return EncodedTriples(dictionary, named)


def _mentioned(rules: Iterable[Rule]) -> list[str]:
    patterns = (pattern for rule in rules for pattern in (rule.head, *rule.body) if pattern)
    return sorted({predicate.value for _, predicate, _ in patterns})


def _read(
    asserted: Iterable[ox.Quad], properties: list[str], dictionary: Dictionary
) -> dict[str, Ids]:
    """Read the pairs of some properties."""
    if isinstance(asserted, ox.Store):
        return {name: _column(asserted, name, dictionary) for name in properties}
    return _columns(asserted, dict.fromkeys(properties), dictionary)


def encoded(triples: Iterable[ox.Quad | ox.Triple]) -> EncodedTriples:
    """Return triples as columns."""
    dictionary = Dictionary()
    return EncodedTriples(dictionary, _columns(triples, None, dictionary))


def _column(store: ox.Store, predicate: str, dictionary: Dictionary) -> Ids:
    """Read a property from all graphs of a store."""
    pattern = f"?s <{predicate}> ?o"
    query = f"SELECT ?s ?o {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}"
    rows = cast("ox.QuerySolutions", store.query(query))
    # The text of all rows at once costs far less than an object for each term.
    text = cast("bytes", rows.serialize(format=ox.QueryResultsFormat.TSV))
    _, _, *terms = text.decode().replace("\t", "\n").split("\n")
    numbers = dictionary.encode(terms[:-1])
    return pairs(numbers[::2], numbers[1::2])


def _columns(
    triples: Iterable[ox.Quad | ox.Triple],
    wanted: Mapping[str, None] | None,
    dictionary: Dictionary,
) -> dict[str, Ids]:
    """Encode triples, or those of the wanted properties."""
    columns: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    for triple in triples:
        predicate = triple.predicate.value
        if wanted is None or predicate in wanted:
            column = columns[predicate]
            column.append(dictionary[str(triple.subject)])
            column.append(dictionary[str(triple.object)])
    keys = {}
    while columns:
        predicate, column = columns.popitem()
        numbers = np.frombuffer(column, np.int64)
        keys[predicate] = pairs(numbers[::2], numbers[1::2])
    return keys
