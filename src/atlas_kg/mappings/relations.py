"""Which relations a mapping may state.

Between a work and its record elsewhere the scheme of the identifier decides; see
`atlas_kg.identifier_schemes`. Between concepts it is a match of SKOS, which infers nothing, or an
axiom of OWL, of which reasoning takes no notice here: the graph of links is not read by it.
"""

from __future__ import annotations

from atlas_kg.namespaces import OWL, RDFS, SKOS, THING

__all__ = ["CONCEPT_RELATIONS", "is_work"]

CONCEPT_RELATIONS = (
    str(SKOS.exactMatch),
    str(SKOS.closeMatch),
    str(SKOS.broadMatch),
    str(SKOS.narrowMatch),
    str(SKOS.relatedMatch),
    str(OWL.equivalentClass),
    str(OWL.equivalentProperty),
    str(RDFS.subClassOf),
    str(RDFS.subPropertyOf),
)
"""What may hold between a term or a solution of ours and a concept of others."""

_WORKS = (f"{THING}publication/", f"{THING}work/")


def is_work(iri: str) -> bool:
    """Tell whether an IRI of ours is that of a publication or of an identified work."""
    return iri.startswith(_WORKS)
