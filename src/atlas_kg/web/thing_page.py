"""Any thing as a page: a publication, a solution, a coding, a coder and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from http import HTTPStatus
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.bibliography.writing import bibtex, csl
from atlas_kg.namespaces import GRAPH_INFERRED, compress, expand, thing
from atlas_kg.web.breadcrumbs import crumbs
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json, graph_forms, suffixed
from atlas_kg.web.description import Description, Property, describe, quads_about, values_of
from atlas_kg.web.listing import leaf
from atlas_kg.web.near_names import NearNames
from atlas_kg.web.negotiation import BIBTEX, CSL, CSV, GRAPHS, JSON, Form, split_suffix
from atlas_kg.web.portraits import kind_of, portrait, reference
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["ThingPages", "thing_routes"]

_COLUMNS = ("subject", "predicate", "object", "inferred")
_PER_PAGE = 100
_REMEMBERED = 1024
_LISTS = 8
_PUBLICATION = "publication"


def thing_routes(site: Site) -> list[Route]:
    """Return the route of the things."""
    pages, near = ThingPages(site), NearNames(site)

    def show_thing(request: Request) -> Response:
        iri, form = _found(site, near, request.path_params["kind"], request.path_params["slug"])
        return pages.page(request, iri, site.links.thing(iri)).respond(request, form)

    return [Route("/id/{kind}/{slug}", show_thing)]


def _found(site: Site, near: NearNames, kind: str, slug: str) -> tuple[str, Form | None]:
    # The longer suffix first, since it ends like another one.
    stem, form = split_suffix(slug, (CSL, BIBTEX, JSON, CSV, *GRAPHS))
    # A slug may itself end like a suffix.
    candidates: tuple[tuple[str, Form | None], ...] = ((slug, None), (stem, form))
    for name, wanted in candidates:
        node = thing(quote(kind), name)
        if any(site.graph.store.quads_for_pattern(node, None, None, None)):
            return node.value, wanted
    raise near.not_found(kind, stem)


class ThingPages:
    """The pages of things and terms; those of which much is said are described once.

    Args:
        site: The site that shows them.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._described = lru_cache(_REMEMBERED)(partial(describe, site))
        # Whoever reads a long list asks for its pages one after the other.
        self._listed = lru_cache(_LISTS)(partial(values_of, site))

    def page(self, request: Request, iri: str, address: str) -> DataPage:
        """Return the page about a thing or a term of which the graph says something.

        Args:
            request: What asks for it.
            iri: The thing.
            address: Where its page is.
        """
        site = self._site

        def html(alternates: Sequence[Alternate]) -> str:
            for name in ("refers", "values"):
                if name in request.query_params:
                    return self._values(request, name, iri, address)
            description = self._description(iri)
            shown = portrait(site, request, description)
            return site.page(
                request,
                "thing.html",
                thing=description,
                address=address,
                kind=shown.kind,
                portrait_template=shown.template,
                above=crumbs(site, iri),
                alternates=alternates,
                **shown.values,
            )

        data: Mapping[Form, Callable[[], str | bytes]] = {
            JSON: lambda: as_json(_object(self._description(iri, whole=True))),
            CSV: lambda: as_csv(_COLUMNS, _rows(quads_about(site, iri))),
            **graph_forms(lambda: quads_about(site, iri)),
        }
        if kind_of(site, iri) == _PUBLICATION:
            data = {
                **data,
                BIBTEX: lambda: bibtex([reference(site, iri)]),
                CSL: lambda: csl([reference(site, iri)]),
            }
        return DataPage(html, data, suffixed(address))

    def _description(self, iri: str, *, whole: bool = False) -> Description:
        # What is whole may be long, and is asked for by programs, once.
        description = describe(self._site, iri, None) if whole else self._described(iri)
        if description is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"The graph says nothing of {iri}.")
        return description

    def _values(self, request: Request, name: str, iri: str, address: str) -> str:
        """Return the page with all values of a property, or with all things that refer by it."""
        site, description = self._site, self._description(iri)
        is_back, asked = name == "refers", request.query_params[name]
        known = description.incoming if is_back else (*description.asserted, *description.inferred)
        if not any(compress(found.iri) == asked for found in known):
            names = ", ".join(compress(found.iri) for found in known) or "none"
            raise ProblemError(
                HTTPStatus.NOT_FOUND, f"'{asked}' is no property here. There are these: {names}."
            )
        found = self._listed(iri, expand(asked), back=is_back)
        return site.page(
            request,
            "values.html",
            thing=description,
            address=address,
            above=(*crumbs(site, iri), (address, description.label)),
            found=found,
            is_back=is_back,
            parameter=name,
            asked=asked,
            leaf=leaf(request, found.values, _PER_PAGE),
        )


def _object(description: Description) -> dict[str, object]:
    return {
        "iri": description.iri,
        "label": description.label,
        "description": description.lead,
        "asserted": _values(description.asserted),
        "inferred": _values(description.inferred),
        "incoming": _values(description.incoming),
    }


def _values(properties: Sequence[Property]) -> dict[str, list[str]]:
    return {
        property_.iri: [value.iri or value.text for value in property_.values]
        for property_ in properties
    }


def _rows(quads: Sequence[ox.Quad]) -> Iterator[tuple[str, str, str, str]]:
    for quad in sorted(quads, key=str):
        inferred = "true" if quad.graph_name == GRAPH_INFERRED else "false"
        yield _text(quad.subject), quad.predicate.value, _text(quad.object), inferred


def _text(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(node) if isinstance(node, ox.Triple) else node.value
