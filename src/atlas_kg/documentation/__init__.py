"""The documentation of the ontology, drawn from the graph: for the site and as files."""

from __future__ import annotations

from atlas_kg.documentation.folder import documentation_folder
from atlas_kg.documentation.generated import GENERATED, markdown_pages
from atlas_kg.documentation.ontology import OntologyDocumentation, document_ontology
from atlas_kg.documentation.rendering import (
    STYLES,
    TEMPLATES,
    OntologyLinks,
    add_documentation,
    ontology_content,
)

__all__ = [
    "GENERATED",
    "STYLES",
    "TEMPLATES",
    "OntologyDocumentation",
    "OntologyLinks",
    "add_documentation",
    "document_ontology",
    "documentation_folder",
    "markdown_pages",
    "ontology_content",
]
