"""The whole description of the site (OpenAPI 3.1), and its address."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg import __version__
from atlas_kg.web.data_page import as_json
from atlas_kg.web.negotiation import GRAPHS, JSON, content_type
from atlas_kg.web.openapi.elements import (
    Json,
    documented,
    failures,
    header,
    operation,
    readable,
    response,
)
from atlas_kg.web.openapi.pages import file_paths, page_paths
from atlas_kg.web.openapi.protocols import protocol_paths
from atlas_kg.web.site import Site

__all__ = ["openapi_document", "openapi_route"]

_TEXT: Json = {"type": "string"}
_TAGS = {
    "Map": "The map, its cells, and the things behind them.",
    "Ontology": "The terms, and what is checked.",
    "Literature": "Identified works, and what screeners decided about them.",
    "Search": "Everything, found by words.",
    "Queries": "The published questions and their answers.",
    "SPARQL": "The endpoint for queries and updates.",
    "Graphs": "The named graphs, one at a time.",
    "Contributions": "Records that somebody wants to add to the literature.",
    "Descriptions": "What programs are told of the site.",
    "Operation": "What those need who run the site.",
    "Files": "What pages load.",
}


def openapi_route(site: Site, folders: dict[str, Path]) -> Route:
    """Return the route of the description.

    Args:
        site: The site.
        folders: The folders with files that pages load, by their address.
    """

    def document(_: Request) -> Response:
        body = as_json(openapi_document(site, folders))
        headers = {"Access-Control-Allow-Origin": "*"}
        return Response(body, headers=headers, media_type=content_type(JSON))

    return Route("/openapi.json", document)


def openapi_document(site: Site, folders: dict[str, Path]) -> Json:
    """Return the description of the site.

    Args:
        site: The site.
        folders: The folders with files that pages load, by their address.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "LLM ATLAS",
            "version": __version__,
            "summary": "Agency problems of adopting language models, and what is done about them.",
            "description": "Pages give their data by content negotiation: by the header Accept, "
            "by a suffix where the address takes one, or by format=. Problems are told as "
            "problem details (RFC 9457), to browsers as a page.",
            "license": {
                "name": "CC BY 4.0",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": {
            **page_paths(site),
            **protocol_paths(site),
            **_well_known(),
            **_monitors(),
            **file_paths(folders),
        },
        "components": {
            "schemas": {"Problem": _PROBLEM, "Results": _RESULTS},
            "responses": documented(),
            "securitySchemes": _SCHEMES,
        },
    }


def _well_known() -> Json:
    described = {
        "void": ("describeDataset", "What the dataset holds (VoID)"),
        "sparql-examples": ("listExamples", "The published queries for other editors"),
    }
    page = response("The page that tells the same.", Location=header("Its address.", required=True))
    responses = {
        HTTPStatus.OK: response("The description.", GRAPHS),
        HTTPStatus.TEMPORARY_REDIRECT: page,
        **failures(HTTPStatus.NOT_ACCEPTABLE),
    }
    return {
        f"/.well-known/{name}": readable(operation(verb, "Descriptions", summary, responses))
        for name, (verb, summary) in described.items()
    }


def _monitors() -> Json:
    told = {HTTPStatus.OK: response("What is told.", (JSON,))}
    metrics = {
        HTTPStatus.OK: {
            "description": "The numbers, as Prometheus reads them.",
            "content": {"text/plain": {"schema": _TEXT}},
        }
    }
    described = {
        "/-/health": ("checkHealth", "Operation", "Whether the site is well", told),
        "/-/health/live": ("checkLiveness", "Operation", "Whether the server answers", told),
        "/-/health/ready": ("checkReadiness", "Operation", "Whether it answers queries", told),
        "/-/versions": ("listVersions", "Operation", "Of what the site is made", told),
        "/-/metrics": ("readMetrics", "Operation", "What became of queries, in numbers", metrics),
        "/openapi.json": ("describeSite", "Descriptions", "This description", told),
    }
    return {address: readable(operation(*parts)) for address, parts in described.items()}


_PROBLEM: Json = {
    "description": "What is wrong with a request (RFC 9457).",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What is wrong and what to do."},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "available": {"type": "array", "items": _TEXT},
    },
    "required": ["type", "title", "status", "detail"],
}

_RESULTS: Json = {
    "description": "SPARQL 1.1 Query Results JSON Format.",
    "type": "object",
    "properties": {
        "head": {
            "type": "object",
            "properties": {"vars": {"type": "array", "items": _TEXT}},
        },
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "properties": {
                "bindings": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": {"type": "object", "required": ["type", "value"]},
                    },
                }
            },
            "required": ["bindings"],
        },
    },
    "required": ["head"],
    "oneOf": [{"required": ["boolean"]}, {"required": ["results"]}],
}

_SCHEMES: Json = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token that whoever runs the server has given out.",
    },
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "The same token as the password, for clients that know only this.",
    },
}
