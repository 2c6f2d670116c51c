"""The documentation of the real graph, made once."""

from __future__ import annotations

import pytest

from atlas_kg.documentation import (
    OntologyDocumentation,
    document_ontology,
    documentation_folder,
)
from atlas_kg.knowledge_graph import KnowledgeGraph


@pytest.fixture(scope="session")
def documented(graph: KnowledgeGraph) -> OntologyDocumentation:
    return document_ontology(graph)


@pytest.fixture(scope="session")
def folder(graph: KnowledgeGraph) -> dict[str, bytes]:
    return documentation_folder(graph)
