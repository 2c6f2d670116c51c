"""The verbs of ``atlas-kg``."""

from __future__ import annotations

import json
import os
import sys
from http import HTTPStatus
from pathlib import Path

import click
import pyoxigraph as ox
from starlette.types import ASGIApp

from atlas_kg import __version__
from atlas_kg.cli.output import format_of, print_findings, progress, shown, table, write
from atlas_kg.cli.server import get, serve
from atlas_kg.dataset import Sources, load
from atlas_kg.errors import AtlasError, FindingsError, UsageError
from atlas_kg.explanation import explain
from atlas_kg.findings import blocks
from atlas_kg.formats import GRAPH_FORMATS, RESULT_FORMATS, serialize
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.layout import lay_out
from atlas_kg.map_formats import MAP_FORMATS, render_map
from atlas_kg.namespaces import GRAPH_INFERRED, expand
from atlas_kg.problem_solution_space import problem_solution_space
from atlas_kg.queries import named_query, render
from atlas_kg.reasoning import DEFAULT_ENGINE, ENGINES
from atlas_kg.record_schemas import record_schemas
from atlas_kg.release import export
from atlas_kg.store import EmbeddedStore, RemoteStore, SparqlStore
from atlas_kg.verification import verify
from atlas_kg.web.app import create_app
from atlas_kg.web.settings import Settings

__all__ = ["run"]

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="A folder of contributed literature to use instead of the one that comes along.",
)


def run(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Its words; by default those of the process.

    Returns:
        The exit code: 0 well, 1 findings, 2 wrong use.

    Raises:
        KeyboardInterrupt: The command was interrupted.
    """
    try:
        result = commands.main(args=arguments, prog_name="atlas-kg", standalone_mode=False)
    except FindingsError as error:
        print_findings(error.findings, err=True)
        return error.exit_code
    except AtlasError as error:
        click.echo(f"Error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except BrokenPipeError:
        # Whoever read the results has seen enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def commands() -> None:
    """LLM ATLAS as a knowledge graph.

    It tells what is hidden when an organisation adopts a large language model, what the literature
    offers against it, and where it offers nothing.

    Results go to standard output, all else to standard error. Exit codes: 0 well, 1 findings,
    2 wrong use.
    """


def _build(data: Path | None, engine: str = DEFAULT_ENGINE) -> KnowledgeGraph:
    graph = build(Sources.carried(data), engine=engine, progress=progress)
    if graph.findings:
        print_findings(graph.findings, err=True)
    return graph


@commands.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--style", is_flag=True, help="Check the ontology's house style, too.")
@click.option("--format", "form", default="text", help="text, json or ttl (a SHACL report).")
@data_option
def validate_command(paths: tuple[Path, ...], style: bool, form: str, data: Path | None) -> int:
    """Check ontology and contributed files against the shapes.

    Without PATH, everything that comes along is checked. A PATH is a folder of contributed
    literature, or a file or folder inside one, for which alone findings are shown. The exit code
    is 1 when something has to be mended; warnings do not count.
    """
    name = format_of(form, None, ("text", "json", "ttl"), "text")
    report = verify(paths, data, style=style)
    if name == "json":
        write(json.dumps([shown(f).as_json() for f in report.findings], indent=2), None)
    elif name == "ttl":
        write(report.as_turtle(), None)
    else:
        print_findings(report.findings, err=False)
    return 1 if blocks(report.findings) else 0


@commands.command("reason")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option("--inferred-only", is_flag=True, help="Leave the asserted statements out.")
@click.option(
    "--engine",
    default=DEFAULT_ENGINE,
    show_default=True,
    help=f"The reasoner: {' or '.join(ENGINES)} (the slow reference).",
)
@click.option("--format", "form", help=f"{', '.join(GRAPH_FORMATS)}; else by suffix, else ttl.")
@data_option
def reason_command(
    output: Path | None, inferred_only: bool, engine: str, form: str | None, data: Path | None
) -> None:
    """Write what follows from ontology and literature."""
    name = format_of(form, output, GRAPH_FORMATS, "ttl")
    graph = _build(data, engine)
    chosen = GRAPH_INFERRED if inferred_only else None
    triples = {q.triple for q in graph.store.quads_for_pattern(None, None, None, chosen)}
    write(serialize(triples, GRAPH_FORMATS[name]), output)
    progress(f"Inferred {len(graph.closure.triples)} statements with the engine '{engine}'.")


@commands.command("explain")
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@click.option("--format", "form", default="text", help="text, json or ttl.")
@data_option
def explain_command(
    subject: str, predicate: str, object_: str, form: str, data: Path | None
) -> None:
    """Prove a statement, down to axioms, codings, publications and sections.

    SUBJECT, PREDICATE and OBJECT are CURIEs or IRIs:

    atlas-kg explain atlas:Screening atlas:counters atlas:HiddenCharacteristicsOfDatasets
    """
    name = format_of(form, None, ("text", "json", "ttl"), "text")
    goal = [expand(term) for term in (subject, predicate, object_)]
    proof = explain(_build(data), *goal)
    if name == "json":
        write(json.dumps(proof.as_json(), indent=2, ensure_ascii=False), None)
    elif name == "ttl":
        write(serialize(proof.as_triples(), GRAPH_FORMATS["ttl"]), None)
    else:
        write(proof.as_text(), None)


@commands.command("map")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file instead of the screen."
)
@click.option("--format", "form", help=f"{', '.join(MAP_FORMATS)}; else by suffix, else text.")
@data_option
def map_command(output: Path | None, form: str | None, data: Path | None) -> None:
    """Show the problem-solution map: each phase, what is hidden in it, and what answers it."""
    name = format_of(form, output, MAP_FORMATS, "text")
    space = problem_solution_space(EmbeddedStore(_build(data).store))
    write(render_map(space, name), output)


@commands.command("query")
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
    store: SparqlStore = RemoteStore(endpoint) if endpoint else EmbeddedStore(_build(data).store)
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


@commands.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to fill."
)
@data_option
def export_command(output: Path, data: Path | None) -> None:
    """Write the release files: the graph in every format, and the tables of the map."""
    for path in export(_build(data), output):
        progress(f"Wrote {path}")


@commands.command("format")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def format_command(files: tuple[Path, ...], check: bool) -> int:
    """Write Turtle files in their one layout: those given, or ontology and shapes."""
    sources = Sources.carried()
    own = [*sources.ontology.glob("*.ttl"), *sources.shapes.glob("*.ttl")]
    changed = lay_out(sorted(files or own), check=check)
    for path in changed:
        progress(f"{'Not in the one layout' if check else 'Laid out'}: {path}")
    return 1 if check and changed else 0


@commands.command("schemas")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder to fill."
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def schemas_command(output: Path, check: bool) -> int:
    """Write the JSON Schemas by which editors complete contributed files."""
    changed = 0
    for kind, schema in record_schemas(load(Sources.carried())).items():
        path = output / f"{kind}.json"
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        if not path.is_file() or path.read_text("utf-8") != text:
            changed += 1
            progress(f"{'Out of date' if check else 'Wrote'}: {path}")
            if not check:
                write(text, path)
    return 1 if check and changed else 0


@commands.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port."
)
@click.option("--get", "path", metavar="PATH", help="Print one response, without a server.")
@click.option("--accept", default="*/*", help="The media types to ask for with --get.")
@data_option
def serve_command(host: str, port: int, path: str | None, accept: str, data: Path | None) -> int:
    """Serve the web site and the SPARQL endpoint."""

    def app() -> ASGIApp:
        return create_app(_build(data), Settings())

    if path is None:
        serve(app, host, port)
        return 0
    status, body = get(app(), path, accept)
    write(body, None)
    return 0 if status < HTTPStatus.BAD_REQUEST else 1
