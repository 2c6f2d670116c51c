"""Proofs as RDF, in the terms of PROV-O (https://www.w3.org/TR/prov-o/).

Each statement of a proof is an ``rdf:Statement`` and a ``prov:Entity``. One that follows
``prov:wasDerivedFrom`` its premises and ``prov:wasGeneratedBy`` a ``prov:Activity``, the
application of a rule, that ``prov:used`` the premises and the axiom. The axiom is a ``prov:Plan``
with its words and sources. An asserted statement has its publications as
``prov:hadPrimarySource``, its coder as ``prov:wasAttributedTo``, its place as ``atlas:locator`` and
the works that the text cites as ``cito:citesAsEvidence``; a transcriber is associated with the
transcription that generated it. What a coder says of a record has no publication. Where
the sources are those of a whole description, they are its ``dcterms:source``, and ``rdfs:seeAlso``
names the term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from rdflib import RDF

from atlas_kg.explanation.evidence import Evidence
from atlas_kg.explanation.proof import Proof
from atlas_kg.namespaces import ATLAS, CITO, DCTERMS, PROV, RDFS
from atlas_kg.reasoning import Axiom, Rule

__all__ = ["proof_triples", "statement_triples"]


def proof_triples(proofs: Iterable[Proof]) -> Iterator[ox.Triple]:
    """Yield proofs as triples; what they share, statements or axioms, is described once.

    A statement that two proofs derive in different ways is two entities, since an entity comes
    about in one way.

    Args:
        proofs: The proofs.
    """
    document = _Document()
    for proof in proofs:
        yield from document.described(proof)


def statement_triples(
    node: ox.BlankNode, triple: ox.Triple, labels: tuple[str, str, str]
) -> Iterator[ox.Triple]:
    """Yield the description of a statement.

    Args:
        node: What stands for it.
        triple: The statement.
        labels: What people call its subject, property and object.
    """
    yield from _typed(node, RDF.Statement)
    yield _triple(node, RDF.subject, triple.subject)
    yield _triple(node, RDF.predicate, triple.predicate)
    yield _triple(node, RDF.object, triple.object)
    yield _triple(node, RDFS.label, ox.Literal(" ".join(labels), language="en"))


class _Document:
    """The nodes of one RDF document."""

    def __init__(self) -> None:
        self.statements: dict[Proof, ox.BlankNode] = {}
        self.axioms: dict[Axiom, ox.BlankNode] = {}

    def described(self, proof: Proof) -> Iterator[ox.Triple]:
        if proof in self.statements:
            return
        for premise in proof.premises:
            yield from self.described(premise)
        node = self.statements[proof] = ox.BlankNode(f"statement{len(self.statements)}")
        yield from statement_triples(node, proof.triple, proof.labels)
        yield from _typed(node, PROV.Entity)
        if proof.rule:
            yield from self._derivation(node, proof, proof.rule)
        else:
            yield from _evidence(node, proof.evidence)

    def _derivation(self, node: ox.BlankNode, proof: Proof, rule: Rule) -> Iterator[ox.Triple]:
        yield from self._axiom(rule.axiom, proof.evidence)
        activity = ox.BlankNode(f"{node.value}rule")
        yield _triple(node, PROV.wasGeneratedBy, activity)
        yield from _typed(activity, PROV.Activity)
        name = f"application of the rule {rule.name}"
        yield _triple(activity, RDFS.label, ox.Literal(name, language="en"))
        yield _triple(activity, PROV.used, self.axioms[rule.axiom])
        for premise in dict.fromkeys(proof.premises):
            yield _triple(activity, PROV.used, self.statements[premise])
            yield _triple(node, PROV.wasDerivedFrom, self.statements[premise])

    def _axiom(self, axiom: Axiom, said: Evidence) -> Iterator[ox.Triple]:
        if axiom in self.axioms:
            return
        node = self.axioms[axiom] = ox.BlankNode(f"axiom{len(self.axioms)}")
        yield from _typed(node, PROV.Plan)
        yield from _typed(node, PROV.Entity)
        yield _triple(node, RDFS.label, ox.Literal(axiom.text, language="en"))
        yield from _evidence(node, said)


def _evidence(node: ox.BlankNode, said: Evidence) -> Iterator[ox.Triple]:
    things = [
        *((PROV.hadPrimarySource, source) for source in said.sources if not said.described),
        *((DCTERMS.source, source) for source in said.sources if said.described),
        *((RDFS.seeAlso, described) for described in (said.described,) if described),
        *((CITO.citesAsEvidence, work) for work in said.support),
        *((PROV.wasAttributedTo, coder) for coder in (said.coder,) if coder),
    ]
    for predicate, thing in things:
        if thing.iri.startswith("http"):
            yield _triple(node, predicate, ox.NamedNode(thing.iri))
    if said.transcriber:
        activity = ox.BlankNode(f"{node.value}transcription")
        yield _triple(node, PROV.wasGeneratedBy, activity)
        yield from _typed(activity, PROV.Activity)
        yield from _typed(activity, ATLAS.Transcription)
        yield _triple(activity, PROV.wasAssociatedWith, ox.NamedNode(said.transcriber.iri))
    if said.section:
        yield _triple(node, ATLAS.locator, ox.Literal(said.section))
    if said.statement:
        yield _triple(node, DCTERMS.description, ox.Literal(said.statement, language="en"))
    if said.derived:
        yield _triple(node, ATLAS.explainsStatus, ox.Literal(said.derived, language="en"))


def _typed(node: ox.BlankNode, kind: str) -> Iterator[ox.Triple]:
    yield _triple(node, RDF.type, ox.NamedNode(str(kind)))


def _triple(
    subject: ox.BlankNode,
    predicate: str,
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(str(predicate)), value)
