"""Any thing as a page: a publication, a solution, a coding, a coder and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.bibliography.writing import bibtex, csl
from atlas_kg.namespaces import GRAPH_INFERRED, thing
from atlas_kg.web.breadcrumbs import crumbs
from atlas_kg.web.data_page import Alternate, DataPage, as_csv, as_json, graph_forms, suffixed
from atlas_kg.web.description import Description, Property, describe, quads_about
from atlas_kg.web.listing import leaf
from atlas_kg.web.near_names import not_found
from atlas_kg.web.negotiation import BIBTEX, CSL, CSV, GRAPHS, JSON, Form, split_suffix
from atlas_kg.web.portraits import kind_of, portrait, reference
from atlas_kg.web.problems import ProblemError
from atlas_kg.web.site import Site

__all__ = ["thing_page", "thing_routes"]

_COLUMNS = ("subject", "predicate", "object", "inferred")
_PER_PAGE = 100
_PUBLICATION = "publication"


def thing_routes(site: Site) -> list[Route]:
    """Return the route of the things."""

    def show_thing(request: Request) -> Response:
        iri, form = _found(site, request.path_params["kind"], request.path_params["slug"])
        return thing_page(site, request, iri, site.links.thing(iri)).respond(request, form)

    return [Route("/id/{kind}/{slug}", show_thing)]


def _found(site: Site, kind: str, slug: str) -> tuple[str, Form | None]:
    # The longer suffix first, since it ends like another one.
    stem, form = split_suffix(slug, (CSL, BIBTEX, JSON, CSV, *GRAPHS))
    # A slug may itself end like a suffix.
    candidates: tuple[tuple[str, Form | None], ...] = ((slug, None), (stem, form))
    for name, wanted in candidates:
        node = thing(quote(kind), name)
        if any(site.graph.store.quads_for_pattern(node, None, None, None)):
            return node.value, wanted
    raise not_found(site, kind, stem)


def thing_page(site: Site, request: Request, iri: str, address: str) -> DataPage:
    """Return the page about a thing or a term of which the graph says something.

    Args:
        site: The site that shows it.
        request: What asks for it.
        iri: The thing.
        address: Where its page is.
    """

    def html(alternates: Sequence[Alternate]) -> str:
        description = _described(site, iri)
        for name in ("refers", "values"):
            if name in request.query_params:
                return _values_page(site, request, name, iri, address)
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
        JSON: lambda: as_json(_object(site, iri)),
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


def _described(site: Site, iri: str, *, whole: bool = False) -> Description:
    description = describe(site, iri, None) if whole else describe(site, iri)
    if description is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, f"The graph says nothing of {iri}.")
    return description


def _values_page(site: Site, request: Request, name: str, iri: str, address: str) -> str:
    """Return the page with all values of a property, or with all things that refer by it."""
    description = _described(site, iri, whole=True)
    is_back = name == "refers"
    known = description.incoming if is_back else (*description.asserted, *description.inferred)
    asked = request.query_params[name]
    for found in known:
        if site.links.name(found.iri) == asked:
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
    names = ", ".join(site.links.name(found.iri) for found in known) or "none"
    raise ProblemError(
        HTTPStatus.NOT_FOUND, f"'{asked}' is no property here. There are these: {names}."
    )


def _object(site: Site, iri: str) -> dict[str, object]:
    description = _described(site, iri, whole=True)
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
