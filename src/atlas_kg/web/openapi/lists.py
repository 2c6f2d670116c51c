"""The lists of things and the files, as OpenAPI describes them."""

from __future__ import annotations

from http import HTTPStatus

from atlas_kg.namespaces import THING
from atlas_kg.web.catalogues import CATALOGUES, Catalogue
from atlas_kg.web.data_files import DataFiles
from atlas_kg.web.negotiation import BIBTEX, CSL, CSV, GRAPHS, HTML, JSON, Form
from atlas_kg.web.openapi.elements import (
    Json,
    failures,
    format_parameter,
    header,
    name_schema,
    operation,
    parameter,
    readable,
    response,
)
from atlas_kg.web.site import Site

__all__ = ["list_paths"]

_BAD, _MISSING = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND
_UNACCEPTABLE = HTTPStatus.NOT_ACCEPTABLE
_TAG = "Literature"
_TEXT = {"type": "string", "minLength": 1}


def list_paths(site: Site) -> dict[str, Json]:
    """Return the addresses of lists and files and what they take.

    Args:
        site: The site, whose things serve as examples.
    """
    lists: dict[str, Json] = {}
    for catalogue in CATALOGUES:
        lists |= _catalogue(catalogue)
    return {**lists, "/publications/{id}": _publication(site), **_files(site)}


def _catalogue(catalogue: Catalogue) -> dict[str, Json]:
    forms = (JSON, CSV, *((BIBTEX, CSL) if catalogue.has_years else ()))
    chosen = (
        parameter("q", "Words in name or text.", {"type": "string", "maxLength": 200}),
        parameter("sort", "The order.", {"type": "string", "enum": list(catalogue.sorts)}),
        parameter("page", "The number of a page of the list.", {"type": "integer", "minimum": 1}),
    )
    return _with_downloads(catalogue.name, catalogue.title, forms, chosen)


def _with_downloads(
    name: str, summary: str, forms: tuple[Form, ...], parameters: tuple[Json, ...] = ()
) -> dict[str, Json]:
    offers = dict.fromkeys((HTML, *forms))
    shown = response(
        "The page, or its data in the form that is preferred.",
        offers,
        Vary=header("Names Accept, by which the form is chosen.", required=True),
        Link=header("The addresses of its other forms.", required=True),
    )
    wrong = failures(_BAD, _MISSING, _UNACCEPTABLE)
    page = operation(
        f"show{name.capitalize()}",
        _TAG,
        summary,
        {HTTPStatus.OK: shown, **wrong},
        (*parameters, format_parameter(offers)),
    )
    form = parameter("form", "The form.", name_schema([form.name for form in forms]), place="path")
    data = operation(
        f"download{name.capitalize()}",
        _TAG,
        f"{summary}, as data",
        {HTTPStatus.OK: response("The data.", forms), **wrong},
        (form, *parameters),
    )
    return {f"/{name}": readable(page), f"/{name}.{{form}}": readable(data)}


def _publication(site: Site) -> Json:
    begin = f"{THING}publication/"
    known = sorted(iri.removeprefix(begin) for iri in site.labels if iri.startswith(begin))
    name = parameter(
        "id",
        "A publication, with the suffix of a form where one is wanted.",
        {**_TEXT, "examples": known[:3]},
        place="path",
    )
    led = response("Its page.", Location=header("The address.", required=True))
    return readable(
        operation(
            "leadToPublication",
            _TAG,
            "A publication by its key",
            {HTTPStatus.SEE_OTHER: led, **failures(_MISSING)},
            [name],
        )
    )


def _files(site: Site) -> dict[str, Json]:
    names = [
        f"{file.name}.{form.name}"
        for file in DataFiles(site.graph.store).files
        for form in file.forms
    ]
    name = parameter("name", "The name of a file.", name_schema(names), place="path")
    sent = response("The file.", GRAPHS)
    file = operation(
        "sendFile", _TAG, "A graph as a file", {HTTPStatus.OK: sent, **failures(_MISSING)}, [name]
    )
    return {
        **_with_downloads("download", "All that can be had as files", (JSON,)),
        "/download/{name}": readable(file),
    }
