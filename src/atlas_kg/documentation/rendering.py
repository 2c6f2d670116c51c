"""What the templates of the documentation need, on the site and in the folder of documents."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from jinja2 import Environment

from atlas_kg.documentation.drawings import Edge
from atlas_kg.documentation.markdown import render_markdown
from atlas_kg.documentation.ontology import OntologyDocumentation
from atlas_kg.documentation.terms import Term
from atlas_kg import resources
from atlas_kg.queries import PublishedQuery

__all__ = ["STYLES", "TEMPLATES", "OntologyLinks", "add_documentation", "not_represented"]

TEMPLATES = Path(__file__).parent / "templates"
"""The folder with the templates."""

STYLES = Path(__file__).parent / "styles"
"""The folder with the style that they need."""


class OntologyLinks(Protocol):
    """Where the links of the documentation lead."""

    def thing(self, iri: str) -> str:
        """Return the page about a thing that is not a term of the ontology."""
        ...

    def why(self, subject: str, predicate: str, object_: str) -> str | None:
        """Return the page that explains an inferred statement, if there is one."""
        ...

    def question(self, query: PublishedQuery) -> str:
        """Return the page of a competency question."""
        ...

    def forms(self, term: Term) -> tuple[tuple[str, str], ...]:
        """Return the forms in which a term can be had as data: a title and an address for each."""
        ...


def add_documentation(environment: Environment) -> Environment:
    """Give an environment what the templates of `TEMPLATES` use, and return it."""
    environment.globals |= {"edge_words": _edge_words}
    return environment


def _edge_words(edge: Edge, documented: OntologyDocumentation) -> str:
    """Say what an edge shows, for those who do not see it."""
    start, end = documented.labels[edge.start], documented.labels[edge.end]
    if not edge.names:
        return f"{start} is a kind of {end}"
    names = " and ".join(label for _, label in edge.names)
    return f"{names} from {start} to {end}"


def not_represented() -> str:
    """Return what of the paper is not represented, as HTML."""
    path = resources.directory("docs") / "not-represented.md"
    return render_markdown(path.read_text("utf-8"), lambda _: None).html
