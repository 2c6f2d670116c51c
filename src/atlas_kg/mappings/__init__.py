"""Links to the vocabularies and catalogues of others, and who says so.

What follows from the identifiers of publications, and what the mapping sets of ``data/mappings``
say, together make the graph ``links``. It is no part of reasoning: that a work is the same as a
thing of Wikidata must not bring what others say of that thing into our conclusions.
"""

from __future__ import annotations

from atlas_kg.mappings.checking import Graph, check
from atlas_kg.mappings.identity import identity_links
from atlas_kg.mappings.reading import MappingSets, read_mapping_sets
from atlas_kg.mappings.sets import Mapping, MappingSet
from atlas_kg.mappings.statements import mapping_links
from atlas_kg.mappings.triples import Links

__all__ = [
    "Graph",
    "Links",
    "Mapping",
    "MappingSet",
    "MappingSets",
    "check",
    "identity_links",
    "mapping_links",
    "read_mapping_sets",
]
