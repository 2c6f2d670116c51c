"""Verbs that answer questions: ``map`` and ``query``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pyoxigraph as ox

from atlas_kg.cli.graph import build_graph, data_option
from atlas_kg.cli.output import format_of, table, write
from atlas_kg.errors import UsageError
from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS
from atlas_kg.map_formats import MAP_FORMATS, render_map
from atlas_kg.problem_solution_space import problem_solution_space
from atlas_kg.queries import named_query, render
from atlas_kg.store import EmbeddedStore, RemoteStore, SparqlStore

__all__ = ["map_command", "query_command"]


@click.command("map")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option("--format", "form", help=f"{', '.join(MAP_FORMATS)}; else by suffix, else text.")
@data_option
def map_command(output: Path | None, form: str | None, data: Path | None) -> None:
    """Show the problem-solution map: each phase, what is hidden in it, and what answers it."""
    name = format_of(form, output, MAP_FORMATS, "text")
    space = problem_solution_space(EmbeddedStore(build_graph(data).store))
    write(render_map(space, name), output)


@click.command("query")
@click.argument("source", metavar="[FILE|NAME]", required=False)
@click.option("-q", "--query", "text", help="The SPARQL itself.")
@click.option("--format", "form", help="text, json, xml, csv or tsv; ttl, jsonld, nt or rdf.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint, not the graph here.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@data_option
def query_command(
    source: str | None,
    text: str | None,
    form: str | None,
    endpoint: str | None,
    output: Path | None,
    data: Path | None,
) -> None:
    """Answer a SPARQL query.

    The query is a FILE (- is standard input), the NAME of a published one such as cq04, or the text
    after -q.
    """
    sparql = _query_text(source, text)
    known = ("text", *RESULT_FORMATS, *GRAPH_FORMATS)
    name = format_of(form, output, known, "text")
    store: SparqlStore = (
        RemoteStore(endpoint) if endpoint else EmbeddedStore(build_graph(data).store)
    )
    answer = store.query(sparql)
    if isinstance(answer, ox.QuerySolutions) and name == "text":
        write(table(answer), output)
    elif isinstance(answer, ox.QueryBoolean) and name == "text":
        write("yes" if answer else "no", output)
    else:
        write(render(answer, "ttl" if name == "text" else name), output)


def _query_text(source: str | None, text: str | None) -> str:
    if text is not None and source is None:
        return text
    if source is None or text is not None:
        raise UsageError("Give one query: a FILE, a NAME such as cq04, or -q TEXT.")
    if source == "-":
        try:
            return sys.stdin.read()
        except UnicodeDecodeError as error:
            raise UsageError("Standard input cannot be read: it is not UTF-8 text.") from error
    if Path(source).suffix or Path(source).is_file():
        try:
            return Path(source).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise UsageError(f"{source} cannot be read: {why}.") from error
    return named_query(source).text
