"""What SSSOM says of mappings and of sets of them: its slots, and the properties they become.

Names, kinds and properties are those of the SSSOM schema, versions 1.0 and 1.1
(https://mapping-commons.github.io/sssom/). A mapping becomes an ``owl:Axiom``, as the schema has
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas_kg.namespaces import DCTERMS, OWL, PAV, PROV, RDFS, SEMAPV, SKOS, SSSOM

__all__ = [
    "BUILT_IN",
    "JUSTIFICATIONS",
    "NEGATION",
    "PROPAGATED",
    "REQUIRED",
    "SET_REQUIRED",
    "SET_SLOTS",
    "SLOTS",
    "Kind",
    "Slot",
]


class Kind(StrEnum):
    """What the values of a slot are."""

    ENTITY = "entity"
    """A CURIE or an IRI."""
    ADDRESS = "address"
    """An IRI that is written out."""
    TEXT = "text"
    NUMBER = "number"
    """A number from 0 to 1."""
    DATE = "date"


@dataclass(frozen=True)
class Slot:
    """A slot of a mapping or of a set.

    Attributes:
        name: Its name, which is that of the column.
        kind: What its values are.
        property: The IRI of the property that it becomes.
        many: Whether it holds several values, divided by '|'.
    """

    name: str
    kind: Kind
    property: str
    many: bool = False


_PROPERTIES = {
    "subject_id": OWL.annotatedSource,
    "predicate_id": OWL.annotatedProperty,
    "object_id": OWL.annotatedTarget,
    "author_id": PAV.authoredBy,
    "creator_id": DCTERMS.creator,
    "license": DCTERMS.license,
    "mapping_date": DCTERMS.created,
    "publication_date": DCTERMS.issued,
    "mapping_set_version": OWL.versionInfo,
    "mapping_set_title": DCTERMS.title,
    "mapping_set_description": DCTERMS.description,
    "mapping_set_source": PROV.wasDerivedFrom,
    "see_also": RDFS.seeAlso,
    "comment": RDFS.comment,
}
_MANY = frozenset(
    {
        "author_id",
        "author_label",
        "cardinality_scope",
        "creator_id",
        "creator_label",
        "curation_rule",
        "curation_rule_text",
        "mapping_set_source",
        "match_string",
        "object_match_field",
        "object_preprocessing",
        "reviewer_id",
        "reviewer_label",
        "see_also",
        "subject_match_field",
        "subject_preprocessing",
    }
)


def _slots(names: dict[Kind, str]) -> dict[str, Slot]:
    return {
        name: Slot(name, kind, str(_PROPERTIES.get(name, SSSOM[name])), name in _MANY)
        for kind, listed in names.items()
        for name in listed.split()
    }


_SHARED = {
    Kind.ENTITY: "subject_source object_source mapping_tool_id creator_id subject_match_field "
    "object_match_field subject_preprocessing object_preprocessing curation_rule",
    Kind.ADDRESS: "license mapping_provider see_also",
    Kind.TEXT: "subject_type object_type predicate_type subject_source_version "
    "object_source_version cardinality_scope mapping_tool mapping_tool_version creator_label "
    "similarity_measure curation_rule_text other comment",
    Kind.DATE: "mapping_date publication_date",
}

SLOTS = _slots(
    {
        Kind.ENTITY: "record_id subject_id predicate_id object_id mapping_justification author_id "
        f"reviewer_id mapping_source issue_tracker_item {_SHARED[Kind.ENTITY]}",
        Kind.ADDRESS: _SHARED[Kind.ADDRESS],
        Kind.TEXT: "subject_label subject_category predicate_label predicate_modifier object_label "
        "object_category author_label reviewer_label mapping_cardinality match_string "
        f"{_SHARED[Kind.TEXT]}",
        Kind.NUMBER: "confidence similarity_score",
        Kind.DATE: f"review_date {_SHARED[Kind.DATE]}",
    }
)
"""The slots of a mapping, by name: the columns that a table may have."""

SET_SLOTS = _slots(
    {
        Kind.ENTITY: _SHARED[Kind.ENTITY],
        Kind.ADDRESS: f"mapping_set_id mapping_set_source issue_tracker {_SHARED[Kind.ADDRESS]}",
        Kind.TEXT: "sssom_version mapping_set_version mapping_set_title mapping_set_description "
        f"{_SHARED[Kind.TEXT]}",
        Kind.NUMBER: "mapping_set_confidence",
        Kind.DATE: _SHARED[Kind.DATE],
    }
)
"""The slots of a set, by name: the keys that its head may have besides ``curie_map``."""

PROPAGATED = frozenset(SLOTS.keys() & SET_SLOTS.keys()) - {
    "comment",
    "creator_id",
    "creator_label",
    "license",
    "other",
    "publication_date",
    "see_also",
}
"""The slots whose value a set gives to each of its mappings that has none of its own."""

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
SET_REQUIRED = ("mapping_set_id", "license")

NEGATION = "Not"
"""The one value of ``predicate_modifier``: the relation does not hold."""

JUSTIFICATIONS = tuple(
    str(SEMAPV[name])
    for name in (
        "BackgroundKnowledgeBasedMatching",
        "CompositeMatching",
        "InstanceBasedMatching",
        "LexicalMatching",
        "LexicalSimilarityThresholdMatching",
        "LogicalReasoning",
        "ManualMappingCuration",
        "MappingChaining",
        "MappingInversion",
        "MappingReview",
        "SemanticSimilarityThresholdMatching",
        "StructuralMatching",
        "UnspecifiedMatching",
    )
)
"""How a mapping may be justified (https://w3id.org/semapv/vocab/)."""

BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "owl": str(OWL),
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": str(RDFS),
    "semapv": str(SEMAPV),
    "skos": str(SKOS),
    "sssom": str(SSSOM),
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that need no entry in ``curie_map``."""
