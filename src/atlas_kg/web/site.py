"""The site: the graph that it serves, with what all its pages need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from atlas_kg import __version__
from atlas_kg.documentation import TEMPLATES as DOCUMENTATION_TEMPLATES
from atlas_kg.documentation import add_documentation
from atlas_kg.evidence import Evidence, evidence_of
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.map_formats import TEMPLATES, add_map
from atlas_kg.namespaces import DCTERMS, ONTOLOGY, RDFS, compress
from atlas_kg.portraits import Gallery
from atlas_kg.problem_solution_space import ProblemSolutionSpace, problem_solution_space
from atlas_kg.queries import PublishedQuery, check_queries, published_queries
from atlas_kg.store import EmbeddedStore
from atlas_kg.web.links import SiteLinks
from atlas_kg.web.settings import Settings

__all__ = ["STYLES", "Site", "environment", "open_site"]

STYLES = Path(__file__).parent / "styles"
"""The folder with the style sheets of the pages."""

_LABEL = ox.NamedNode(str(RDFS.label))
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Site:
    """What the site serves.

    Attributes:
        graph: The knowledge graph.
        settings: What whoever runs the site has set.
        store: What answers queries on the graph.
        space: The problem-solution map.
        gallery: What is worked out from it of single things.
        labels: The labels of all things and terms, by IRI.
        queries: The published queries.
        links: Where links lead.
        templates: The templates of the pages.
    """

    graph: KnowledgeGraph
    settings: Settings
    store: EmbeddedStore
    space: ProblemSolutionSpace
    gallery: Gallery
    labels: Mapping[str, str]
    queries: tuple[PublishedQuery, ...]
    links: SiteLinks
    templates: Environment

    @cached_property
    def evidence(self) -> Evidence:
        """All coded statements, read when somebody asks for them first."""
        return evidence_of(self.store, self.space)

    def label(self, iri: str) -> str:
        """Return the label of a thing or a term; of one without label the words of its name."""
        if iri in self.labels:
            return self.labels[iri]
        curie = compress(iri)
        return curie if curie == iri else _words(curie.partition(":")[2])

    def property_label(self, iri: str) -> str:
        """Return the label of a property; of one without label or prefix the words of its name."""
        label = self.label(iri)
        return _words(re.split("[/#]", iri)[-1]) or iri if label == iri else label

    def page(self, request: Request, template: str, **values: object) -> str:
        """Return a page as HTML.

        Args:
            request: What asks for it.
            template: The name of its template.
            values: What the template shows.
        """
        return self.templates.get_template(template).render(
            path=request.url.path, nonce=request.state.nonce, **values
        )


def _words(name: str) -> str:
    return _HUMP.sub(" ", name).lower()


def open_site(graph: KnowledgeGraph, settings: Settings) -> Site:
    """Prepare what the pages need.

    Args:
        graph: The knowledge graph.
        settings: What whoever runs the site has set.

    Raises:
        UsageError: A published query is malformed.
    """
    store = EmbeddedStore(graph.store)
    queries = published_queries()
    # Their syntax alone: answers to all of them would take minutes where there are many data.
    check_queries(EmbeddedStore(ox.Store()), queries)
    space = problem_solution_space(store)
    own = {phase.iri for phase in space.phases} | {each.iri for each in space.mechanisms}
    own |= {problem.iri for phase in space.phases for problem in phase.problems}
    site = Site(
        graph=graph,
        settings=settings,
        store=store,
        space=space,
        gallery=Gallery(space, store),
        labels={
            quad.subject.value: quad.object.value
            for quad in graph.store.quads_for_pattern(None, _LABEL, None, None)
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
        },
        queries=queries,
        links=SiteLinks(frozenset(own), _shared(space)),
        templates=environment(),
    )
    site.templates.globals |= {
        "version": __version__,
        "links": site.links,
        "label": site.label,
        "compress": compress,
        "sources": _sources(graph.store),
        "has_editor": settings.has_editor,
    }
    return site


def _shared(space: ProblemSolutionSpace) -> frozenset[tuple[str, str]]:
    """Return the solutions and problems that more than one accepted statement connects."""
    said = {each.iri: (each.solution, each.problem) for c in space.cells for each in c.statements}
    return frozenset(pair for pair, number in Counter(said.values()).items() if number > 1)


def _sources(store: ox.Store) -> tuple[str, ...]:
    """Return the publications on which the ontology rests."""
    ontology, source = ox.NamedNode(ONTOLOGY), ox.NamedNode(str(DCTERMS.source))
    found = store.quads_for_pattern(ontology, source, None, None)
    return tuple(
        sorted(quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode))
    )


def environment() -> Environment:
    """Return the templates of the pages, without what they need of a graph."""
    folders = [Path(__file__).parent / "templates", TEMPLATES, DOCUMENTATION_TEMPLATES]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return add_documentation(add_map(environment))
