"""The pages of the site, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from atlas_kg.contribution import contributable, form_fields
from atlas_kg.namespaces import ATLAS, THING, compress
from atlas_kg.planner.vocabulary import read_vocabulary
from atlas_kg.problem_solution_space import Cell
from atlas_kg.queries import rows
from atlas_kg.search import KINDS
from atlas_kg.web.identified_works import STATES
from atlas_kg.web.links import local_name
from atlas_kg.web.negotiation import (
    BIBTEX,
    CSL,
    CSV,
    GRAPHS,
    HTML,
    JSON,
    MARKDOWN,
    PNG,
    QUERY,
    RESULTS,
    SVG,
    YAML,
    Form,
)
from atlas_kg.web.openapi.elements import (
    Json,
    accepting,
    body,
    failures,
    format_parameter,
    header,
    name_schema,
    operation,
    parameter,
    readable,
    response,
)
from atlas_kg.web.openapi.evidence import (
    evidence_parameters,
    list_parameters,
    state_parameter,
)
from atlas_kg.web.openapi.lists import list_paths
from atlas_kg.web.request_body import FORM
from atlas_kg.web.search_page import LONGEST
from atlas_kg.web.site import Site

__all__ = ["file_paths", "page_paths"]

_BAD, _MISSING = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND
_UNACCEPTABLE = HTTPStatus.NOT_ACCEPTABLE
_DATA = (JSON, CSV, *GRAPHS)
_TURTLE = GRAPHS[0]


def page_paths(site: Site) -> dict[str, Json]:
    """Return the addresses of the pages and what they take.

    Args:
        site: The site, whose things serve as examples.
    """
    return {
        **_listed(
            "map",
            "Map",
            "The problem-solution map",
            (CSV, JSON, MARKDOWN, SVG, PNG, *GRAPHS),
            (*evidence_parameters(site.evidence), state_parameter()),
        ),
        **_cells(site),
        **_listed(
            "evidence",
            "Map",
            "The coded statements behind the map",
            (CSV, JSON, *GRAPHS),
            (*evidence_parameters(site.evidence), *list_parameters()),
        ),
        **_queries(site),
        **_things(site),
        **list_paths(site),
        **_listed("ontology", "Ontology", "The ontology", (*_DATA,)),
        **_explanations(site),
        **_contributions(site),
        **_screening(site),
        **_search(),
        **_listed("validation", "Ontology", "What is checked", (JSON, _TURTLE)),
        **_listed("agreement", "Map", "How far coders agree", (JSON, CSV, MARKDOWN)),
        **_plan(site),
    }


def _page(
    name: str,
    tag: str,
    summary: str,
    forms: Sequence[Form],
    parameters: Sequence[Json] = (),
) -> Json:
    """Return a page that can be had in several forms."""
    offers = (HTML, *forms)
    found = response(
        "The page, or its data in the form that is preferred.",
        dict.fromkeys(offers),
        Vary=header("Names Accept, by which the form is chosen.", required=True),
        Link=header("The addresses of its other forms.", required=True),
    )
    responses = {HTTPStatus.OK: found, **failures(_BAD, _MISSING, _UNACCEPTABLE)}
    asked = (*parameters, format_parameter(dict.fromkeys(offers)))
    return readable(operation(name, tag, summary, responses, asked))


def _listed(
    name: str,
    tag: str,
    summary: str,
    forms: Sequence[Form],
    parameters: Sequence[Json] = (),
) -> Json:
    """Return a page at the top of the site, and the address of its other forms."""
    address = "/" if name == "map" else f"/{name}"
    form = parameter("form", "The form.", name_schema([form.name for form in forms]), place="path")
    responses = {
        HTTPStatus.OK: response("The data.", forms),
        **failures(_BAD, _MISSING, _UNACCEPTABLE),
    }
    download = operation(
        f"download{name.capitalize()}", tag, f"{summary}, as data", responses, [form, *parameters]
    )
    return {
        address: _page(f"show{name.capitalize()}", tag, summary, forms, parameters),
        f"/{name}.{{form}}": readable(download),
    }


def _screening(site: Site) -> Json:
    forms = (JSON, CSV, SVG)
    number = {"type": "integer", "minimum": 1}
    lists = ["", *site.graph.dataset.corpus.lists]
    chosen = (
        parameter("list", "The name of a list of works.", name_schema(lists)),
        parameter("state", "What screeners decided.", name_schema(["", *STATES])),
        parameter("q", "Words in title or authors.", {"type": "string", "maxLength": 200}),
        parameter("page", "The number of a page of works.", number),
    )
    summary = "Identified works and their screening"
    return _listed("screening", "Literature", summary, forms, chosen)


def _search() -> Json:
    forms = (JSON, CSV)
    asked = (
        parameter("q", "What is looked for.", {"type": "string", "maxLength": LONGEST}),
        parameter("kind", "The kind that is wanted.", name_schema(["", *KINDS])),
        parameter("page", "The number of a page.", {"type": "integer", "minimum": 1}),
    )
    return _listed("search", "Search", "What is found by words", forms, asked)


def _plan(site: Site) -> Json:
    forms = (MARKDOWN, CSV, JSON)

    def several(names: Sequence[str]) -> Json:
        return {"type": "array", "items": name_schema(["", *names])}

    vocabulary = read_vocabulary(site.store, site.space.phases)
    phases = several([local_name(phase.iri) for phase in vocabulary.phases])
    described = (
        parameter("phase", "A phase that lies ahead; all of them if none is named.", phases),
        *(
            parameter(
                aspect.name,
                f"{aspect.label}: {aspect.definition}",
                several([feature.name for feature in aspect.features]),
            )
            for aspect in vocabulary.aspects
        ),
    )
    return _listed("plan", "Map", "The plan of an adoption", forms, described)


def _cells(site: Site) -> Json:
    phases = [local_name(phase.iri) for phase in site.space.phases]
    mechanisms = [local_name(mechanism.iri) for mechanism in site.space.mechanisms]
    parameters = (
        parameter("phase", "An adoption phase.", name_schema(phases), place="path"),
        parameter(
            "mechanism",
            "A mechanism, with the suffix of a form where one is wanted.",
            name_schema(mechanisms, _DATA),
            place="path",
        ),
    )
    filters = [
        each
        for each in evidence_parameters(site.evidence)
        if each["name"] not in ("phase", "mechanism")
    ]
    page = _page("showCell", "Map", "A cell of the map", _DATA, (*parameters, *filters))
    return {"/cells/{phase}/{mechanism}": page}


def _queries(site: Site) -> Json:
    forms = (*RESULTS, *GRAPHS, QUERY)
    name = parameter(
        "name",
        "A published query, with the suffix of a form of its answer where one is wanted.",
        name_schema([query.name for query in site.queries], forms),
        place="path",
    )
    led = response("The page of the query.", Location=header("Its address.", required=True))
    lead = operation(
        "leadToQuery",
        "Queries",
        "The name of a published query as a thing",
        {HTTPStatus.SEE_OTHER: led, **failures(_MISSING)},
        [name],
    )
    return {
        **_listed("queries", "Queries", "The published queries", (JSON, CSV)),
        "/queries/{name}": _page("showQuery", "Queries", "A published query", forms, [name]),
        "/id/query/{name}": readable(lead),
    }


def _things(site: Site) -> Json:
    terms = [compress(row["term"]) for row in rows(site.store, "pages/terms")]
    names = [term.removeprefix(f"{compress(str(ATLAS))}") for term in terms]
    things = sorted(iri.removeprefix(THING) for iri in site.labels if iri.startswith(THING))
    kinds = sorted({thing.partition("/")[0] for thing in things})
    examples = [next(thing for thing in things if thing.startswith(f"{kind}/")) for kind in kinds]
    slugs = [example.partition("/")[2] for example in examples]
    known = {"type": "string", "examples": kinds}
    of_thing = (
        parameter("kind", "The kind of thing.", known, place="path"),
        parameter(
            "slug",
            "Its name, with the suffix of a form where one is wanted.",
            {"type": "string", "minLength": 1, "examples": slugs},
            place="path",
        ),
    )
    of_term = parameter(
        "name",
        "A term of the ontology, with the suffix of a form where one is wanted.",
        name_schema(names, _DATA),
        place="path",
    )
    curie = {"type": "string", "examples": ["cito:cites"]}
    of_lists = (
        parameter("page", "A page of a list.", {"type": "integer", "minimum": 1}),
        parameter("values", "A property of which all values are wanted.", curie),
        parameter("refers", "A property by which others refer to it, to list them all.", curie),
    )
    return {
        **_release_names(),
        "/id/{kind}/{slug}": _page(
            "showThing", "Map", "A thing", (*_DATA, BIBTEX, CSL), (*of_thing, *of_lists)
        ),
        "/terms/{name}": _page("showTerm", "Ontology", "A term", _DATA, [of_term, *of_lists]),
    }


def _release_names() -> Json:
    led = response("Where the site tells of it.", Location=header("The address.", required=True))
    found = {HTTPStatus.SEE_OTHER: led}
    text = {"type": "string", "minLength": 1}
    named = parameter("name", "Its name.", text, place="path")
    statement = operation(
        "leadToStatement",
        "Map",
        "A nanopublication, by the statement that it publishes",
        {**found, **failures(_MISSING)},
        [named],
    )
    software = operation(
        "leadToVersions", "Map", "The software that made a release", found, [named]
    )
    return {
        "/id/nanopublication/{name}": readable(statement),
        "/id/software/{name}": readable(software),
    }


def _explanations(site: Site) -> Json:
    cell = _telling(site)
    said = cell.statements[0]
    example = (said.solution, str(ATLAS.implements), cell.mechanism.iri)
    asked = (("s", "subject"), ("p", "property"), ("o", "object"))
    parameters = [
        parameter(
            name,
            f"The {meaning} of the statement, as a CURIE or an IRI.",
            {"type": "string", "minLength": 1, "examples": [compress(iri)]},
            required=True,
        )
        for (name, meaning), iri in zip(asked, example, strict=True)
    ]
    first = {"type": "integer", "minimum": 1, "maximum": 1000}
    parameters.append(parameter("from", "Which proof to tell first, counted from 1.", first))
    summary = "Why a statement holds, or why it does not"
    return {"/explain": _page("explain", "Map", summary, (JSON, *GRAPHS), parameters)}


def _telling(site: Site) -> Cell:
    return next(cell for cell in site.space.cells if cell.statements)


def _contributions(site: Site) -> Json:
    shapes = contributable(site.graph.dataset.record_shapes)
    kind = parameter(
        "kind",
        "The kind of record.",
        name_schema([shape.kind for shape in shapes], (JSON, YAML)),
        place="path",
    )
    values = {"type": "array", "items": {"type": "string"}}
    fields = dict.fromkeys(name for shape in shapes for name in form_fields(shape))
    record: Json = {"type": "object", "properties": dict.fromkeys(fields, values)}
    reviewed = operation(
        "reviewContribution",
        "Contributions",
        "What is wrong with a record, the file that it makes, and what would follow from it; "
        "nothing is kept",
        {
            HTTPStatus.OK: response("The review, or the file.", (HTML, JSON, YAML)),
            HTTPStatus.UNPROCESSABLE_ENTITY: response("What is wrong.", (JSON,)),
            **failures(
                _BAD,
                HTTPStatus.FORBIDDEN,
                _MISSING,
                _UNACCEPTABLE,
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            ),
        },
        [kind],
    )
    sent = body({FORM: record}, "The fields of the record, as its form names them.")
    kinds = "The kinds of record that can be contributed"
    form = _page("showForm", "Contributions", "The form for a record", (JSON,), [kind])
    return {
        "/contribute": _page("showKinds", "Contributions", kinds, (JSON,)),
        "/contribute/{kind}": {**form, "post": accepting(reviewed, sent)},
    }


def file_paths(folders: dict[str, Path]) -> dict[str, Json]:
    """Return the addresses of the files that pages load.

    Args:
        folders: The folders, by the address at which they are served.
    """
    return {f"{address}/{{path}}": _file(address, path) for address, path in folders.items()}


def _file(address: str, folder: Path) -> Json:
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    name = parameter("path", "The name of the file.", name_schema(names), place="path")
    words = "".join(part.capitalize() for part in address.split("/"))
    found = {
        "description": "The file.",
        "content": {kind: {"schema": {}} for kind in _FILES},
    }
    responses = {HTTPStatus.OK: found, **failures(_BAD, _MISSING)}
    return readable(operation(f"load{words}", "Files", "A file that pages load", responses, [name]))


_FILES = ("text/css", "text/javascript", "text/plain", "image/svg+xml", "font/woff2")
