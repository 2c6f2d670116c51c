"""What the templates of the documentation need, on the site and in the folder of documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from jinja2 import Environment
from markupsafe import Markup

from atlas_kg import resources
from atlas_kg.documentation.diagrams import Edge
from atlas_kg.documentation.markdown import render_markdown
from atlas_kg.documentation.ontology import OntologyDocumentation
from atlas_kg.documentation.terms import Term
from atlas_kg.map_formats.layout import counted
from atlas_kg.queries import PublishedQuery

__all__ = ["STYLES", "TEMPLATES", "OntologyLinks", "add_documentation", "ontology_content"]

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

    def page(self, term: Term) -> str | None:
        """Return the page with all statements about a term, if there is one."""
        ...

    def forms(self, term: Term) -> tuple[tuple[str, str], ...]:
        """Return the forms in which a term can be had as data: a title and an address for each."""
        ...


def add_documentation(environment: Environment) -> Environment:
    """Give an environment what the templates of `TEMPLATES` use, and return it."""
    environment.globals |= {"counted": counted, "edge_words": _edge_words}
    return environment


def _edge_words(edge: Edge, documented: OntologyDocumentation) -> str:
    """Say what an edge shows, for those who do not see it."""
    start, end = documented.labels[edge.start], documented.labels[edge.end]
    if not edge.names:
        return f"{start} is a kind of {end}"
    names = " and ".join(label for _, label in edge.names)
    return f"{names} from {start} to {end}"


def ontology_content(
    environment: Environment,
    documented: OntologyDocumentation,
    links: OntologyLinks,
    downloads: Sequence[tuple[str, str]],
) -> Markup:
    """Render the documentation of the ontology, to be put below the heading of a page.

    Args:
        environment: The templates, with what `add_documentation` gives them.
        documented: What to tell.
        links: Where links lead.
        downloads: The forms in which the whole ontology can be had: titles and addresses.
    """
    html = environment.get_template("ontology-content.html").render(
        doc=documented,
        links=links,
        downloads=downloads,
        not_represented=Markup(_not_represented()),  # noqa: S704
    )
    # Macros leave many empty lines, and there is no text here in which they matter.
    return Markup("\n".join(line for line in html.splitlines() if line.strip()))  # noqa: S704


def _not_represented() -> str:
    path = resources.directory("docs") / "not-represented.md"
    return render_markdown(path.read_text("utf-8"), lambda _: None).html
