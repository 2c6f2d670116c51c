"""Stores that answer SPARQL: the embedded one, and any endpoint of the SPARQL 1.1 protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Protocol
from urllib.error import URLError
from urllib.parse import urlsplit

import pyoxigraph as ox
from SPARQLWrapper import JSON, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from atlas_kg.errors import UsageError
from atlas_kg.query_guard import checked_words
from atlas_kg.query_rewriting import answered
from atlas_kg.sparql_text import QueryError, malformed

__all__ = ["Answer", "EmbeddedStore", "QueryError", "RemoteStore", "SparqlStore"]

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | tuple[ox.Triple, ...]
"""Rows, a yes or no, or triples."""

Bindings = Mapping[str, ox.NamedNode]

_DETAIL = re.compile(r'"detail": ?"(?P<detail>(?:[^"\\]|\\.)*)"')


class SparqlStore(Protocol):
    """What answers SPARQL queries."""

    def query(self, text: str, bindings: Bindings | None = None) -> Answer:
        """Answer a query.

        Args:
            text: The query, with its prefixes declared.
            bindings: What variables that the query projects are to stand for.

        Raises:
            QueryError: The query is malformed, or the store refuses or fails to answer it.
        """
        ...


@dataclass(frozen=True)
class EmbeddedStore:
    """The store in this process. Its default graph is the union of its named graphs."""

    store: ox.Store

    def query(self, text: str, bindings: Bindings | None = None) -> Answer:
        """Answer a query from the store; see `SparqlStore.query`.

        Args:
            text: The query.
            bindings: What variables that the query projects are to stand for.

        Raises:
            QueryError: The query is malformed, or is refused.
        """
        words = checked_words(text)
        substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): value for name, value in (bindings or {}).items()
        }

        def evaluate(query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
            return self.store.query(
                query,
                # A dataset that the query names itself must not be widened to the union.
                use_default_graph_as_union="FROM" not in words,
                substitutions=substitutions or None,
            )

        try:
            # Only a query that projects its variables can have some of them set.
            return evaluate(text) if substitutions else answered(text, evaluate)
        except SyntaxError as error:
            raise malformed(text, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"{error}.") from error


@dataclass(frozen=True)
class RemoteStore:
    """A SPARQL endpoint elsewhere.

    Attributes:
        url: Where it takes queries.
        timeout: How many seconds it may take to answer one.
        update_url: Where it takes updates; where it takes queries, if None.
    """

    url: str
    timeout: int = 60
    update_url: str | None = None

    def query(self, text: str, bindings: Bindings | None = None) -> Answer:
        """Send a query to the endpoint; see `SparqlStore.query`."""
        if bindings:
            raise QueryError("values can be set only for queries on the embedded graph.")
        _check_url(self.url)
        wrapper = SPARQLWrapper(self.url)
        wrapper.setTimeout(self.timeout)
        wrapper.setMethod("POST")
        wrapper.setQuery(text)
        wrapper.setReturnFormat(JSON)
        is_graph = wrapper.queryType in ("CONSTRUCT", "DESCRIBE")
        if is_graph:
            wrapper.setReturnFormat("n3")
            wrapper.addCustomHttpHeader("Accept", "application/n-triples, text/turtle;q=0.9")
        try:
            answer = wrapper.query().response
            body, media_type = answer.read(), answer.headers.get_content_type()
        except (SPARQLWrapperException, HTTPException, URLError, OSError) as error:
            reason = _remote_reason(error)
            raise QueryError(f"the endpoint {self.url} did not answer it: {reason}.") from error
        try:
            if is_graph:
                return _triples(body, media_type)
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise QueryError(
                f"the endpoint {self.url} gave {media_type}, which is no answer to it."
            ) from error

    def update(self, text: str) -> None:
        """Send updates to the endpoint.

        Args:
            text: The updates, separated by semicolons.

        Raises:
            QueryError: The endpoint refuses them or fails to run them.
            UsageError: There is no such address.
        """
        url = self.update_url or self.url
        _check_url(url)
        wrapper = SPARQLWrapper(url)
        wrapper.setTimeout(self.timeout)
        wrapper.setMethod("POST")
        wrapper.setRequestMethod("postdirectly")
        wrapper.setQuery(text)
        try:
            wrapper.query().response.read()
        except (SPARQLWrapperException, HTTPException, URLError, OSError) as error:
            reason = _remote_reason(error)
            raise QueryError(f"the endpoint {url} did not take an update: {reason}.") from error


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        known = False
    if not known or not url.isprintable() or " " in url:
        raise UsageError(
            f"'{url}' is not the address of an endpoint. Write it as http://host/sparql."
        )


def _remote_reason(error: Exception) -> str:
    """Return why an endpoint gave no answer, in its own words where it has some."""
    text = str(getattr(error, "reason", error))
    found = _DETAIL.search(text)
    return " ".join((found["detail"] if found else text).split()).rstrip(".")


def _triples(body: bytes, media_type: str) -> tuple[ox.Triple, ...]:
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(f"{media_type} is no RDF format")
    return tuple(quad.triple for quad in ox.parse(body, format=form))
