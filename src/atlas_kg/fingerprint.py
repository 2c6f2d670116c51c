"""The fingerprint of a graph: whether a store already holds what the sources say."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

from atlas_kg import __version__
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import GRAPH_CORPUS, GRAPH_LINKS, GRAPH_LITERATURE, GRAPH_ONTOLOGY

__all__ = ["fingerprint"]


def fingerprint(graph: KnowledgeGraph) -> str:
    """Return a text that is the same for the same asserted statements and the same software.

    Blank nodes are told apart by what is said of them (RDF Dataset Canonicalization,
    https://www.w3.org/TR/rdf-canon/).
    """
    asserted = (GRAPH_ONTOLOGY, GRAPH_LITERATURE, GRAPH_CORPUS, GRAPH_LINKS)
    quads = (q for part in asserted for q in graph.store.quads_for_pattern(None, None, None, part))
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(map(str, dataset))
    text = "\n".join([f"atlas-kg {__version__}", *lines])
    return hashlib.sha256(text.encode()).hexdigest()
