"""The published queries: each file is the test, the page and the example at once.

A query file is SPARQL with a header in the style of grlc (https://grlc.io): lines ``#+ summary:``,
``#+ description:`` and ``#+ tags:`` before the query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import yaml

from atlas_kg import resources
from atlas_kg.errors import AtlasError, UsageError
from atlas_kg.federation.calls import services_called
from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS, serialize
from atlas_kg.namespaces import thing
from atlas_kg.store import Answer, Bindings, SparqlStore
from atlas_kg.suggestions import nearest

__all__ = [
    "PublishedQuery",
    "Row",
    "check_queries",
    "named_query",
    "published_queries",
    "render",
    "rows",
]

Row = dict[str, str]
"""The values of a solution by variable; a variable without value is left out."""

_FIRST = "competency"
_PLACE = re.compile(r"[a-z]+/[a-z0-9-]+")
_FORM = re.compile(r"^(?:SELECT|ASK|CONSTRUCT|DESCRIBE)", re.MULTILINE)
_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class PublishedQuery:
    """A query of the folder ``queries``.

    Attributes:
        group: The folder in which it lies, such as ``competency``.
        name: Its file name without suffix, such as ``cq04-gaps``.
        summary: The question in plain words.
        description: What the answer holds.
        tags: Words to find it by.
        text: The SPARQL.
        expected: The file of the rows that it must give on the seed graph, if there is one.
        services: The endpoints of others that it asks; most queries ask none.
    """

    group: str
    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    text: str
    expected: Path | None
    services: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """Its form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.

        >>> named_query("cq04-gaps").form
        'SELECT'
        """
        found = _FORM.search(self.text)
        return found[0] if found else "SELECT"

    @property
    def gives_rows(self) -> bool:
        """Whether its answer is rows, or a yes or no, and not a graph."""
        return self.form in ("SELECT", "ASK")

    @property
    def id(self) -> str:
        """The part of the name before the first hyphen, such as ``cq04``."""
        return self.name.split("-")[0]

    @property
    def iri(self) -> str:
        """The name by which the ontology cites it (``atlas:answers``).

        >>> named_query("cq04-gaps").iri
        'https://w3id.org/llm-atlas/id/query/cq04'
        """
        return thing("query", self.id).value


def published_queries(folder: Path | None = None) -> tuple[PublishedQuery, ...]:
    """Read all query files.

    Args:
        folder: Where they lie; by default those that travel with the software.

    Raises:
        AtlasError: A file has no readable header.
    """
    return tuple(_read(folder or resources.directory("queries")))


def _read(folder: Path) -> Iterator[PublishedQuery]:
    # The questions come first, for those who read a list of all.
    by_group = sorted(folder.glob("*/*.rq"), key=lambda path: (path.parent.name != _FIRST, path))
    for path in by_group:
        yield _read_file(path)


def check_queries(store: SparqlStore, queries: Iterable[PublishedQuery]) -> None:
    """See that a store answers published queries, so that no page is left without its rows.

    Args:
        store: What answers them.
        queries: The queries. Those that ask endpoints of others are left out, since nobody is to
            be called for this.

    Raises:
        UsageError: A query is malformed; the message names its file.
    """
    for query in (query for query in queries if not query.services):
        try:
            store.query(query.text)
        except UsageError as error:
            raise UsageError(f"queries/{query.group}/{query.name}.rq: {error}") from error


def _read_file(path: Path) -> PublishedQuery:
    text = path.read_text("utf-8")
    try:
        header = yaml.safe_load("\n".join(_HEADER.findall(text)))
        summary, description = header["summary"], header["description"]
        tags = tuple(map(str, header["tags"]))
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise AtlasError(
            f"{path}:1: the header is not complete. "
            "Begin the file with '#+ summary:', '#+ description:' and '#+ tags:'."
        ) from error
    expected = path.with_suffix(".csv")
    body = _HEADER.sub("", text).lstrip()
    return PublishedQuery(
        group=path.parent.name,
        name=path.stem,
        summary=str(summary),
        description=str(description),
        tags=tags,
        text=body,
        expected=expected if expected.is_file() else None,
        services=tuple(dict.fromkeys(call.address for call in services_called(body))),
    )


def named_query(name: str) -> PublishedQuery:
    """Return the published query with a name or an id.

    Raises:
        UsageError: There is none.
    """
    # The pages ask for a file by its place, and should not wait until all are read.
    path = resources.directory("queries") / f"{name}.rq"
    if _PLACE.fullmatch(name) and path.is_file():
        return _read_file(path)
    queries = published_queries()
    for query in queries:
        if name in (query.name, query.id):
            return query
    names = [query.name for query in queries]
    guess = nearest(name, names)
    hint = f" Did you mean '{guess}'?" if guess else ""
    raise UsageError(f"There is no query '{name}'.{hint} The queries are: {', '.join(names)}.")


def rows(store: SparqlStore, name: str, bindings: Bindings | None = None) -> tuple[Row, ...]:
    """Answer a published SELECT query.

    Args:
        store: What answers it.
        name: The name of the query, such as ``map/cells``.
        bindings: What projected variables are to stand for.

    Returns:
        The values of each row as texts, IRIs without brackets.
    """
    solutions = store.query(named_query(name).text, bindings)
    if not isinstance(solutions, ox.QuerySolutions):
        raise UsageError(f"The query '{name}' does not give rows.")
    names = [variable.value for variable in solutions.variables]
    return tuple(
        {name: row[name].value for name in names if row[name] is not None} for row in solutions
    )


def render(answer: Answer, form: str) -> bytes:
    """Return an answer in a format.

    Args:
        answer: What a store gave.
        form: ``json``, ``xml``, ``csv`` or ``tsv`` for rows and booleans; ``ttl``, ``jsonld``,
            ``nt`` or ``rdf`` for triples.

    Raises:
        UsageError: The answer cannot be written in that format.
    """
    if isinstance(answer, ox.QuerySolutions | ox.QueryBoolean):
        if form not in RESULT_FORMATS:
            known = ", ".join(RESULT_FORMATS)
            raise UsageError(f"Rows cannot be written as '{form}'. Choose one of {known}.")
        syntax = RESULT_FORMATS[form].syntax
        if isinstance(answer, ox.QueryBoolean) and form in ("csv", "tsv"):
            return b"true\n" if answer else b"false\n"
        return answer.serialize(format=syntax) or b""
    if form not in GRAPH_FORMATS:
        known = ", ".join(GRAPH_FORMATS)
        raise UsageError(f"Triples cannot be written as '{form}'. Choose one of {known}.")
    return serialize(answer, GRAPH_FORMATS[form])
