"""The documentation as a folder of files that need no server, no network and no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pyoxigraph as ox
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atlas_kg import __version__, resources
from atlas_kg.documentation.generated import markdown_pages
from atlas_kg.documentation.markdown import render_markdown
from atlas_kg.documentation.ontology import document_ontology
from atlas_kg.documentation.rendering import STYLES, TEMPLATES, add_documentation, ontology_content
from atlas_kg.documentation.terms import Term
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.map_formats import STYLES as MAP_STYLES
from atlas_kg.namespaces import GRAPH_ONTOLOGY, PREFIXES
from atlas_kg.queries import PublishedQuery

__all__ = ["documentation_folder"]

_INDEX, _ONTOLOGY, _QUESTIONS, _STYLE = "index", "ontology", "queries", "style.css"
_FORMS = {
    "ttl": ("Turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("JSON-LD", ox.RdfFormat.JSON_LD),
    "nt": ("N-Triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("RDF/XML", ox.RdfFormat.RDF_XML),
}


@dataclass(frozen=True)
class _PublicLinks:
    """Links for pages that are read away from the site: things by name, which leads everywhere."""

    def thing(self, iri: str) -> str:
        return iri

    def why(self, subject: str, predicate: str, object_: str) -> None:  # noqa: ARG002
        return None

    def question(self, query: PublishedQuery) -> str:
        return f"{_QUESTIONS}.html#{query.id}"

    def page(self, term: Term) -> None:  # noqa: ARG002
        return None

    def forms(self, term: Term) -> tuple[tuple[str, str], ...]:  # noqa: ARG002
        return ()


def documentation_folder(graph: KnowledgeGraph) -> dict[str, bytes]:
    """Return the files of the documentation by their paths in the folder.

    Args:
        graph: The graph whose ontology is documented.

    Returns:
        ``index.html``; ``ontology.html``, with the same content as the page of the site; the
        competency questions with their SPARQL; every Markdown page of ``docs/``, the generated
        ones fresh; the ontology in each graph format; the other files of ``docs/``; one style.
    """
    folder = resources.directory("docs")
    written = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    sources = {name: data for name, data in written.items() if name.endswith(".md")}
    sources |= markdown_pages(graph)
    files = {name: data for name, data in written.items() if name not in sources}
    pages = {
        PurePosixPath(name).stem: render_markdown(
            data.decode(), lambda target: _published(target, sources, files)
        )
        for name, data in sorted(sources.items())
    }
    documented = document_ontology(graph)
    environment = _environment()
    titles = {
        _ONTOLOGY: documented.header.title,
        **{name: page.title for name, page in pages.items()},
        _QUESTIONS: "The competency questions as SPARQL",
    }
    environment.globals |= {
        "doc": documented,
        "links": _PublicLinks(),
        "titles": titles,
        "version": __version__,
        "style": _STYLE,
    }

    def page(name: str, template: str, **values: object) -> None:
        text = environment.get_template(template).render(name=name, **values)
        files[f"{name}.html"] = f"{text}\n".encode()

    downloads = [(title, f"{_ONTOLOGY}.{form}") for form, (title, _) in _FORMS.items()]
    page(_INDEX, "documents.html")
    page(
        _ONTOLOGY,
        "document-ontology.html",
        content=ontology_content(environment, documented, _PublicLinks(), downloads),
    )
    page(_QUESTIONS, "document-queries.html")
    for name, markdown in pages.items():
        page(name, "document.html", page=markdown)
    for form, content in _downloads(graph).items():
        files[f"{_ONTOLOGY}.{form}"] = content
    styles = (MAP_STYLES / "map.css", STYLES / "documentation.css", STYLES / "document.css")
    files[_STYLE] = "\n".join(path.read_text("utf-8") for path in styles).encode()
    return files


def _downloads(graph: KnowledgeGraph) -> dict[str, bytes]:
    """Return the ontology in each graph format, the same at each run."""
    quads = graph.store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY)
    whole = ox.Dataset(ox.Quad(*quad.triple) for quad in quads)
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = sorted((quad.triple for quad in whole), key=str)
    return {
        form: ox.serialize(triples, format=syntax, prefixes=PREFIXES) or b""
        for form, (_, syntax) in _FORMS.items()
    }


def _published(target: str, pages: Mapping[str, bytes], files: Mapping[str, bytes]) -> str | None:
    """Return where a link of a Markdown page leads in the folder, or None if it leads out of it."""
    parts = urlsplit(target)
    if parts.scheme or not parts.path:
        return target
    if parts.path in pages:
        stem = PurePosixPath(parts.path).stem
        return f"{stem}.html" + (f"#{parts.fragment}" if parts.fragment else "")
    return target if parts.path in files else None


def _environment() -> Environment:
    return add_documentation(
        Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
