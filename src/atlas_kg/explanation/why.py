"""Why: the proofs of statements that hold."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from atlas_kg.errors import UsageError
from atlas_kg.explanation.evidence import Provenance
from atlas_kg.explanation.names import check_names
from atlas_kg.explanation.proof import Proof, proof_of
from atlas_kg.explanation.search import Search
from atlas_kg.explanation.statements import Reasoned
from atlas_kg.namespaces import GRAPH_INFERRED, compress

__all__ = ["explain", "explain_all", "holds", "proofs"]


def holds(graph: Reasoned, subject: str, predicate: str, object_: str) -> bool:
    """Tell whether a statement is asserted or inferred.

    Args:
        graph: Asserted and inferred graphs, with the rules.
        subject: The IRI of the subject.
        predicate: The IRI of the property.
        object_: The IRI of the object.
    """
    goal = (ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(object_))
    return any(graph.store.quads_for_pattern(*goal, None))


def explain(graph: Reasoned, subject: str, predicate: str, object_: str) -> Proof:
    """Prove that a statement holds.

    Args:
        graph: Asserted and inferred graphs, with the rules.
        subject: The IRI of the subject.
        predicate: The IRI of the property.
        object_: The IRI of the object.

    Returns:
        The shortest proof that needs all its premises.

    Raises:
        UsageError: The statement does not hold.
    """
    return next(proofs(graph, subject, predicate, object_))


def proofs(
    graph: Reasoned, subject: str, predicate: str, object_: str, *, effort: int | None = None
) -> Iterator[Proof]:
    """Yield all proofs of a statement, the shortest first.

    Their premises, asserted statements and axioms, differ, and each proof needs all of its own:
    without any one of them the rest no longer entails the statement. A proof is found when it is
    asked for.

    Args:
        graph: Asserted and inferred graphs, with the rules; it must not change meanwhile.
        subject: The IRI of the subject.
        predicate: The IRI of the property.
        object_: The IRI of the object.
        effort: How many open ends of proofs to look at for one proof before giving up; None to go
            on until there is none left.

    Raises:
        UsageError: The statement does not hold.
    """
    check_names(graph.store, subject, predicate, object_)
    if not holds(graph, subject, predicate, object_):
        said = " ".join(compress(name) for name in (subject, predicate, object_))
        raise UsageError(
            f"'{said}' does not hold: it is neither asserted nor inferred. "
            f"'atlas-kg why-not {said}' tells what is missing."
        )
    goal = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(object_))
    provenance = Provenance(graph.store)
    return (proof_of(found, provenance) for found in Search(graph).derivations(goal, effort))


def explain_all(graph: Reasoned) -> Iterator[Proof]:
    """Yield the shortest proof of each inferred statement, in a stable order.

    Args:
        graph: Asserted and inferred graphs, with the rules; it must not change meanwhile.
    """
    search, provenance = Search(graph), Provenance(graph.store)
    inferred = graph.store.quads_for_pattern(None, None, None, GRAPH_INFERRED)
    for triple in sorted((quad.triple for quad in inferred), key=str):
        for derivation in search.derivations(triple):
            yield proof_of(derivation, provenance)
            break
