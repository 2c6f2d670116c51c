"""Contradictions: statements that cannot hold together, each with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from atlas_kg.explanation.evidence import Provenance
from atlas_kg.explanation.proof import Proof, proof_of
from atlas_kg.explanation.search import Search
from atlas_kg.explanation.statements import Node, Reasoned, Statements, instance
from atlas_kg.reasoning import Rule

__all__ = ["Contradiction", "contradictions"]

_OF_ONE_RULE = 20
_EFFORT = 2_000


@dataclass(frozen=True)
class Contradiction:
    """Statements that the ontology forbids to hold together.

    Attributes:
        rule: The rule without a head whose patterns they are.
        about: The thing that the first of them is about.
        proofs: Why each of them holds.
    """

    rule: Rule
    about: Node
    proofs: tuple[Proof, ...]

    @property
    def leaves(self) -> tuple[Proof, ...]:
        """The asserted statements from which they follow; one of them has to go."""
        return tuple(dict.fromkeys(leaf for proof in self.proofs for leaf in proof.leaves()))


def contradictions(graph: Reasoned) -> tuple[Contradiction, ...]:
    """Return the contradictions in a graph, one for each set of asserted statements at fault.

    Args:
        graph: Asserted and inferred graphs, with the rules.
    """
    found: dict[frozenset[ox.Triple], Contradiction] = {}
    statements = Statements(graph.store)
    search: Search | None = None
    for body, rule in {rule.body: rule for rule in graph.rules if rule.head is None}.items():
        for bindings in islice(statements.solutions(body, {}), _OF_ONE_RULE):
            # Bounds are worked out only for a graph that needs proofs, which is a rare one.
            search = search or Search(graph)
            triples = tuple(instance(pattern, bindings) for pattern in body)
            for proofs in _proofs(search, triples, Provenance(graph.store)):
                contradiction = Contradiction(rule, triples[0].subject, proofs)
                leaves = frozenset(leaf.triple for leaf in contradiction.leaves)
                found.setdefault(leaves, contradiction)
    return tuple(
        contradiction
        for leaves, contradiction in found.items()
        if not any(other < leaves for other in found)
    )


def _proofs(
    search: Search, triples: tuple[ox.Triple, ...], provenance: Provenance
) -> Iterator[tuple[Proof, ...]]:
    """Yield proofs of the statements: one of each, or several where there is one statement."""
    if len(triples) == 1:
        for found in islice(search.derivations(triples[0], _EFFORT), _OF_ONE_RULE):
            yield (proof_of(found, provenance),)
        return
    found_each = [next(search.derivations(triple), None) for triple in triples]
    yield tuple(proof_of(found, provenance) for found in found_each if found)
