"""What the page of a thing shows besides its description: by kind, a template and its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox
from starlette.requests import Request

from atlas_kg.bibliography.publication import KIND, reference_of
from atlas_kg.bibliography.writing import bibtex, csl
from atlas_kg.namespaces import ATLAS, CITO, DCTERMS, THING
from atlas_kg.portraits import Placed
from atlas_kg.queries import rows
from atlas_kg.reference import Reference
from atlas_kg.web.description import Description, Property
from atlas_kg.web.links import local_name
from atlas_kg.web.listing import leaf
from atlas_kg.web.site import Site

__all__ = ["Portrait", "kind_of", "portrait", "reference"]

_PER_PAGE = 50
"""How many statements a page holds; each has its text, its place and its works."""

_FEW = 25
"""How many lines a list holds that is not the matter of the page."""

_FEW_NAMES = 8
"""How many names a cell of a table holds."""

Values = Mapping[str, object]


@dataclass(frozen=True)
class Portrait:
    """What a page shows of a thing of its kind.

    Attributes:
        kind: The kind in a word.
        template: The template that shows it.
        values: What the template shows.
    """

    kind: str
    template: str
    values: Values = field(default_factory=dict)


def kind_of(site: Site, iri: str) -> str:
    """Return the kind of a thing in a word, as ``solution``; ``term`` for terms of no other kind.

    Args:
        site: The site.
        iri: The thing or term.
    """
    for kind, found in (
        ("problem", site.gallery.problems),
        ("mechanism", site.gallery.mechanisms),
        ("phase", site.gallery.phases),
    ):
        if iri in found:
            return kind
    return iri.removeprefix(THING).partition("/")[0] if iri.startswith(THING) else "term"


def portrait(site: Site, request: Request, description: Description) -> Portrait:
    """Return what the page of a thing shows besides its description.

    Args:
        site: The site.
        request: What asks for the page.
        description: What the graph says of the thing.

    Raises:
        ProblemError: The request asks for a page that a list does not have.
    """
    kind = kind_of(site, description.iri)
    known = kind if kind in _PAINTERS else "statement"
    values = _PAINTERS[known](site, request, description)
    return Portrait(kind, f"portraits/{known}.html", values)


def _problem(site: Site, _: Request, description: Description) -> Values:
    found = site.gallery.problems[description.iri]
    return {
        "portrait": found,
        "asymmetry": description.values(str(ATLAS.hasAsymmetry)),
        "target": description.values(str(ATLAS.concernsTarget)),
        "applied_against": str(ATLAS.appliedAgainst),
        "most_uses": _PER_PAGE,
    }


def _mechanism(site: Site, _: Request, description: Description) -> Values:
    found = site.gallery.mechanisms[description.iri]
    return {"portrait": found, "most_uses": _PER_PAGE, "local_name": local_name}


def _phase(site: Site, _: Request, description: Description) -> Values:
    return {"portrait": site.gallery.phases[description.iri], "few_names": _FEW_NAMES}


def _solution(site: Site, request: Request, description: Description) -> Values:
    found = site.gallery.solution(description.iri)
    return {
        "portrait": found,
        "defined_after": description.values(str(DCTERMS.source)),
        "introduced_by": description.values(str(ATLAS.introducedBy)),
        "implements": description.values(str(ATLAS.implements)),
        "addresses": description.values(str(ATLAS.addresses)),
        "leaf": leaf(request, found.said, _PER_PAGE),
    }


def _publication(site: Site, request: Request, description: Description) -> Values:
    told = reference(site, description.iri)
    found = site.gallery.publication(description.iri)
    reported = (
        known.problem
        for known in site.gallery.problems.values()
        if any(work.iri == description.iri for work in known.problem.reported_by)
    )
    return {
        "reference": told,
        "portrait": found,
        "leaf": leaf(request, found.coded, _PER_PAGE),
        "few": _FEW,
        "cites_as_evidence": str(CITO.citesAsEvidence),
        "reported": tuple(reported),
        "cites": _property(description.asserted, str(CITO.cites)),
        "cited_by": _property(description.incoming, str(CITO.cites)),
        "bibtex": bibtex([told]),
        "csl": csl([told]),
        "line": description.lead,
    }


def reference(site: Site, iri: str) -> tuple[str, Reference]:
    """Return the key and the reference of a publication.

    Args:
        site: The site.
        iri: The publication.
    """
    dataset = site.graph.dataset
    _, told = reference_of(dataset, dataset.record_shapes.by_kind[KIND], iri)
    return iri.rpartition("/")[2], told


def _property(found: Sequence[Property], iri: str) -> Property | None:
    return next((property_ for property_ in found if property_.iri == iri), None)


def _coder(site: Site, request: Request, description: Description) -> Values:
    found = site.gallery.coder(description.iri)
    entry = site.gallery.coders.get(description.iri)
    return {
        "portrait": found,
        "orcid": description.values(str(ATLAS.orcidIdentifier)),
        "leaf": leaf(request, found.coded or found.transcribed, _PER_PAGE),
        "statements": entry.counts["statements"] if entry else 0,
    }


def _work(site: Site, _: Request, description: Description) -> Values:
    corpus = site.graph.dataset.corpus
    work = corpus.works.get(description.iri.rpartition("/")[2])
    return {
        "work": work,
        "lists": description.values(str(ATLAS.identifiedIn)),
        "recorded": description.values(str(ATLAS.recordedAs)),
        "decisions": [
            row
            for row in rows(
                site.store, "pages/work-decisions", {"work": ox.NamedNode(description.iri)}
            )
            if row["work"] == description.iri
        ],
    }


def _statement(site: Site, request: Request, description: Description) -> Values:
    found: tuple[Placed, ...] = site.gallery.index.by_iri.get(description.iri, ())
    return {"leaf": leaf(request, found, _PER_PAGE)}


_PAINTERS: Mapping[str, Callable[[Site, Request, Description], Values]] = {
    "coder": _coder,
    "mechanism": _mechanism,
    "phase": _phase,
    "problem": _problem,
    "publication": _publication,
    "solution": _solution,
    "statement": _statement,
    "work": _work,
}
