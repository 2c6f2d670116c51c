"""Stores that answer SPARQL: the embedded one, and any endpoint of the SPARQL 1.1 protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.error import URLError

import pyoxigraph as ox
from SPARQLWrapper import JSON, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from atlas_kg.errors import UsageError

__all__ = ["Answer", "EmbeddedStore", "QueryDataset", "QueryError", "RemoteStore", "SparqlStore"]

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | tuple[ox.Triple, ...]
"""Rows, a yes or no, or triples."""

Bindings = Mapping[str, ox.NamedNode]

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<name>[?$]?[\w-]*:[\w.%\\/-]*|[?$]\w+)
    | (?P<word>[A-Za-z_]\w*)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])""",
    re.VERBOSE | re.DOTALL,
)
_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): ?(?P<what>.*)", re.DOTALL)
_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 200
_MAX_TOKENS = 50_000


class QueryError(UsageError):
    """A query that cannot be answered.

    Attributes:
        line: The line of the query, from 1, where it is wrong, if that is known.
        column: The column of the line, from 1, if that is known.
    """

    def __init__(self, problem: str, line: int | None = None, column: int | None = None) -> None:
        place = f" (line {line}, column {column})" if line else ""
        super().__init__(f"The query cannot be answered{place}: {problem}")
        self.problem = problem
        self.line = line
        self.column = column


@dataclass(frozen=True)
class QueryDataset:
    """The dataset that a request names for its query, in place of any that the query names.

    Attributes:
        default_graphs: The IRIs of the graphs whose union is the default graph.
        named_graphs: The IRIs of the graphs that GRAPH may name.
    """

    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


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

    def query(
        self, text: str, bindings: Bindings | None = None, dataset: QueryDataset | None = None
    ) -> Answer:
        """Answer a query from the store; see `SparqlStore.query`.

        Args:
            text: The query.
            bindings: What variables that the query projects are to stand for.
            dataset: The graphs to ask, if the request names them.

        Raises:
            QueryError: The query is malformed, or is refused.
        """
        words = _checked_words(text)
        substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): value for name, value in (bindings or {}).items()
        }
        try:
            return self.store.query(
                text,
                # A dataset that the query names itself must not be widened to the union.
                use_default_graph_as_union=dataset is None and "FROM" not in words,
                default_graph=_nodes(dataset.default_graphs) if dataset else None,
                named_graphs=_nodes(dataset.named_graphs) if dataset else None,
                substitutions=substitutions or None,
            )
        except SyntaxError as error:
            raise _malformed(text, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"{error}.") from error


@dataclass(frozen=True)
class RemoteStore:
    """A SPARQL endpoint elsewhere."""

    url: str
    timeout: int = 60

    def query(self, text: str, bindings: Bindings | None = None) -> Answer:
        """Send a query to the endpoint; see `SparqlStore.query`."""
        if bindings:
            raise QueryError("values can be set only for queries on the embedded graph.")
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
        except (SPARQLWrapperException, URLError, OSError) as error:
            reason = " ".join(str(getattr(error, "reason", error)).split())
            raise QueryError(f"the endpoint {self.url} did not answer it: {reason}.") from error
        try:
            if is_graph:
                return _triples(body, media_type)
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise QueryError(
                f"the endpoint {self.url} gave {media_type}, which is no answer to it."
            ) from error


def _nodes(iris: tuple[str, ...]) -> list[Any]:
    return [ox.NamedNode(iri) for iri in iris]


def _checked_words(text: str) -> frozenset[str]:
    """Return the keywords of a query that the embedded store may be given.

    The engine follows SERVICE to any address, and deep nesting overflows the stack of the whole
    process, so that both are refused before it sees them.
    """
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"it is longer than {_MAX_LENGTH:,} characters.")
    words = set()
    depth = 0
    for number, token in enumerate(_TOKEN.finditer(text), 1):
        if token.lastgroup == "word":
            words.add(token.group().upper())
        elif token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        if depth > _MAX_DEPTH or number > _MAX_TOKENS:
            line = text.count("\n", 0, token.start()) + 1
            column = token.start() - text.rfind("\n", 0, token.start())
            what = (
                f"nested deeper than {_MAX_DEPTH} levels"
                if depth > _MAX_DEPTH
                else (f"made of more than {_MAX_TOKENS:,} words")
            )
            raise QueryError(f"it is {what}.", line, column)
    if "SERVICE" in words:
        raise QueryError("SERVICE is not allowed: this endpoint sends no requests to others.")
    return frozenset(words)


def _malformed(text: str, message: str) -> QueryError:
    """Tell a person where a query is wrong; the engine's message lists all its grammar expected."""
    found = _POSITION.search(message)
    if not found:
        return QueryError(f"{message}.")
    line, column = int(found["line"]), int(found["column"])
    rest = "\n".join(text.split("\n")[line - 1 :])[column - 1 :].strip()
    here = f"at '{rest.splitlines()[0][:30]}'" if rest else "at its end"
    if "Prefix not found" in found["what"]:
        return QueryError(f"{here}, a prefix is not declared. Add a PREFIX line.", line, column)
    return QueryError(f"{here}, it is not SPARQL: check the words before this place.", line, column)


def _triples(body: bytes, media_type: str) -> tuple[ox.Triple, ...]:
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(f"{media_type} is no RDF format")
    return tuple(quad.triple for quad in ox.parse(body, format=form))
