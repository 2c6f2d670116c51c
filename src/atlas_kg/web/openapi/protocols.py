"""The SPARQL protocols, as OpenAPI describes them."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

import pyoxigraph as ox

from atlas_kg.web.graph_store import PATH
from atlas_kg.web.negotiation import GRAPHS, HTML, RESULTS, Form
from atlas_kg.web.openapi.elements import (
    DOCUMENT,
    Json,
    accepting,
    body,
    failures,
    format_parameter,
    guarded,
    header,
    operation,
    parameter,
    readable,
    response,
)
from atlas_kg.web.posted_graph import POSTED
from atlas_kg.web.request_body import FORM
from atlas_kg.web.site import Site

__all__ = ["protocol_paths"]

_QUERY, _UPDATE = "application/sparql-query", "application/sparql-update"
_SPARQL: Json = {"type": "string", "format": "sparql-query"}
_CHANGE: Json = {"type": "string", "format": "sparql-update"}
_IRI: Json = {"type": "string", "format": "iri"}
_IRIS: Json = {"type": "array", "items": _IRI}

_BAD = HTTPStatus.BAD_REQUEST
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_UNTAKEN = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def protocol_paths(site: Site) -> dict[str, Json]:
    """Return the addresses of the SPARQL protocols.

    Args:
        site: The site, whose graphs and queries serve as examples.
    """
    names = sorted(
        name.value for name in site.graph.store.named_graphs() if isinstance(name, ox.NamedNode)
    )
    return {
        "/sparql": _endpoint(site, names),
        "/update": _updates(names),
        PATH: _graphs(names),
        f"{PATH}/{{graph}}": _direct_graphs(),
    }


def _endpoint(site: Site, names: list[str]) -> Json:
    forms = tuple(dict.fromkeys((*RESULTS, *GRAPHS, HTML)))
    example = site.queries[0]
    query = parameter(
        "query",
        "The query. Without it, the answer is the description of the service, or the editor.",
        {**_SPARQL, "examples": [example.text]},
    )
    begin = parameter(
        "example",
        "The published query with which the editor begins.",
        {"type": "string", "enum": [query.name for query in site.queries]},
    )
    graphs = _dataset(names)
    shared = {
        HTTPStatus.OK: _answer(forms),
        HTTPStatus.NOT_MODIFIED: response("The answer is the one that the client has."),
        **failures(_BAD, HTTPStatus.NOT_ACCEPTABLE, *_BUSY),
    }
    asked = operation(
        "query",
        "SPARQL",
        "Ask the graph (SPARQL 1.1 Protocol)",
        {**shared, **failures(HTTPStatus.NOT_FOUND)},
        [query, *graphs, format_parameter(forms), begin],
    )
    form = {
        "type": "object",
        "properties": {
            "query": {**_SPARQL, "description": "The query."},
            "update": {**_CHANGE, "description": "The update, in the place of a query."},
            **{graph["name"]: graph["schema"] for graph in (*graphs, *_using(names))},
            "format": format_parameter(forms)["schema"],
        },
    }
    posted = operation(
        "queryByPost",
        "SPARQL",
        "Ask the graph, or change it with a token (SPARQL 1.1 Protocol)",
        {
            **shared,
            HTTPStatus.NO_CONTENT: response("The graph was changed."),
            **failures(*_DENIED, *_UNTAKEN),
        },
        [*graphs, *_using(names)],
    )
    sent = body({FORM: form, _QUERY: _SPARQL, _UPDATE: _CHANGE}, "The query, or the update.")
    posted = guarded(accepting(posted, sent), always=False)
    return {**readable(asked), "post": posted, "options": _options("querying")}


def _answer(forms: Iterable[Form]) -> Json:
    return response(
        "The answer: rows, a yes or no, or a graph; or the page that shows it.",
        forms,
        Vary=header("Names Accept, by which the form is chosen.", required=True),
        ETag=header("Names this very answer, where it is short enough to be kept."),
        Access_Control_Allow_Origin=header("Scripts of any site may read it.", required=True),
    )


def _dataset(names: list[str]) -> list[Json]:
    described = {
        "default-graph-uri": "A graph of the default graph, in the place of FROM; may be repeated.",
        "named-graph-uri": "A graph that GRAPH may name, in the place of FROM NAMED; may be "
        "repeated.",
    }
    return [_graph_names(name, meaning, names) for name, meaning in described.items()]


def _using(names: list[str]) -> list[Json]:
    described = {
        "using-graph-uri": "A graph that an update reads, in the place of USING; may be repeated.",
        "using-named-graph-uri": "A graph that an update reads by name, in the place of USING "
        "NAMED; may be repeated.",
    }
    return [_graph_names(name, meaning, names) for name, meaning in described.items()]


def _graph_names(name: str, description: str, names: list[str]) -> Json:
    return parameter(name, description, {**_IRIS, "examples": [[graph] for graph in names]})


def _updates(names: list[str]) -> Json:
    using = _using(names)
    form = {
        "type": "object",
        "properties": {
            "update": {**_CHANGE, "description": "The update."},
            **{graph["name"]: graph["schema"] for graph in using},
        },
        "required": ["update"],
    }
    post = operation(
        "update",
        "SPARQL",
        "Change the graph with a token (SPARQL 1.1 Protocol)",
        {
            HTTPStatus.NO_CONTENT: response("The graph was changed."),
            **failures(_BAD, *_DENIED, *_UNTAKEN, *_BUSY),
        },
        using,
    )
    sent = body({FORM: form, _UPDATE: _CHANGE}, "The update.")
    return {"post": guarded(accepting(post, sent)), "options": _options("updating")}


def _graphs(names: list[str]) -> Json:
    default = {"type": "string", "enum": [""]}
    which = [
        parameter("graph", "The IRI of the graph.", {**_IRI, "examples": names}),
        parameter("default", "The default graph, in the place of a named one.", default),
    ]
    return _store("Graph", "a graph", which, "working with graphs")


def _direct_graphs() -> Json:
    name = parameter(
        "graph",
        "The rest of the IRI of the graph, which is this address.",
        {"type": "string", "minLength": 1, "pattern": "^[A-Za-z0-9._~-]+$"},
        place="path",
    )
    return _store("DirectGraph", "the graph of this name", [name], "working with this graph")


def _store(thing: str, words: str, which: list[Json], purpose: str) -> Json:
    read = operation(
        f"read{thing}",
        "Graphs",
        f"Read {words} (SPARQL 1.1 Graph Store HTTP Protocol)",
        {
            HTTPStatus.OK: _answer(GRAPHS),
            HTTPStatus.NOT_MODIFIED: response("The graph is the one that the client has."),
            **failures(_BAD, HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE, *_BUSY),
        },
        which,
    )
    changed = {
        HTTPStatus.NO_CONTENT: response("The graph was changed."),
        **failures(_BAD, *_DENIED, HTTPStatus.PRECONDITION_FAILED, *_BUSY),
    }
    known = "The entity tags of which the graph must have {}; * stands for any."
    conditions = [
        parameter(name, known.format(number), {"type": "string"}, place="header")
        for name, number in (("If-Match", "one"), ("If-None-Match", "none"))
    ]
    made = response("The graph was made.", Location=header("Its address, if it was named here."))
    written = {**changed, HTTPStatus.CREATED: made, **failures(*_UNTAKEN)}
    sent = body(dict.fromkeys(POSTED, DOCUMENT), "The triples, or files with them.")
    described = {
        "put": (f"replace{thing}", f"Put triples in the place of {words}, with a token", written),
        "post": (f"extend{thing}", f"Add triples to {words}, with a token", written),
        "delete": (
            f"delete{thing}",
            f"Delete {words}, with a token",
            {**changed, **failures(HTTPStatus.NOT_FOUND)},
        ),
    }
    writes = {}
    for method, (name, summary, responses) in described.items():
        write = guarded(operation(name, "Graphs", summary, responses, [*which, *conditions]))
        writes[method] = write if method == "delete" else accepting(write, sent)
    options = _options(purpose)
    if any(parameter["in"] == "path" for parameter in which):
        options["parameters"] = which
    return {**readable(read), **writes, "options": options}


def _options(purpose: str) -> Json:
    allowed = response("The methods there are.", Allow=header("Their names.", required=True))
    words = "".join(word.capitalize() for word in purpose.split())
    return operation(
        f"optionsFor{words}",
        "SPARQL",
        f"Which methods there are for {purpose}",
        {HTTPStatus.NO_CONTENT: allowed},
    )
