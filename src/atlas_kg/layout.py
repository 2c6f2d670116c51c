"""The one layout of Turtle files, by which a change of the text is a change of the meaning."""

from __future__ import annotations

import io
import re
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.compare import to_canonical_graph
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer
from rdflib.term import Node

from atlas_kg.errors import UsageError

__all__ = ["canonical_turtle", "laid_out", "lay_out"]

_PREFIX = re.compile(r"^PREFIX (\S+: <\S+>)$", re.MULTILINE)


class _Serializer(LongTurtleSerializer):
    """Puts first what a parser that streams must know to read the rest.

    These are imports, and declarations of annotation properties: the OWL API drops an annotation
    by a property that it has not met.
    """

    predicateOrder = [RDF.type, OWL.imports, RDFS.label]  # noqa: N815, RUF012

    def orderSubjects(self) -> list[Node]:  # noqa: N802
        importing = sorted(set(self.store.subjects(OWL.imports)), key=str)
        annotations = sorted(set(self.store.subjects(RDF.type, OWL.AnnotationProperty)), key=str)
        return list(dict.fromkeys([*importing, *annotations, *super().orderSubjects()]))


def canonical_turtle(text: str) -> str:
    """Return a Turtle document in the one layout.

    A header that imports comes first, then annotation properties. Each term begins at the start of
    a line; blank nodes stand in an order that their content alone decides. Comments are lost: what
    has to be said belongs into annotations.

    Args:
        text: A Turtle document.

    Raises:
        UsageError: It is not valid Turtle.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="turtle")
    except Exception as error:
        what = " ".join(str(error).split())
        raise UsageError(f"This is not valid Turtle: {what}") from error
    return laid_out(graph)


def laid_out(graph: rdflib.Graph) -> str:
    """Return the Turtle of a graph in the one layout, with those of its prefixes that are used."""
    used = [str(term) for triple in graph for term in triple if isinstance(term, rdflib.URIRef)]
    used += [
        str(term.datatype)
        for triple in graph
        for term in triple
        if isinstance(term, rdflib.Literal) and term.datatype
    ]
    canonical = rdflib.Graph(bind_namespaces="none")
    if (None, RDF.first, None) in graph:
        # Or the serialiser makes a prefix up.
        graph.bind("rdf", RDF)
    for prefix, namespace in graph.namespaces():
        if any(iri.startswith(str(namespace)) for iri in used):
            canonical.bind(prefix, namespace)
    for triple in to_canonical_graph(graph):
        canonical.add(triple)
    stream = io.BytesIO()
    serializer = _Serializer(canonical)  # type: ignore[no-untyped-call]
    serializer.serialize(stream, encoding="utf-8")
    turtle = stream.getvalue().decode().rstrip() + "\n"
    prefixes, gap, terms = turtle.partition("\n\n")
    # The parser of the OWL API, and so of ontology editors, knows prefixes in this spelling only.
    return _PREFIX.sub(r"@prefix \1 .", prefixes) + gap + terms


def lay_out(paths: list[Path], *, check: bool) -> tuple[Path, ...]:
    """Write Turtle files in the one layout.

    Args:
        paths: The files.
        check: Leave the files as they are, and only tell.

    Returns:
        The files that were, or are, in another layout.

    Raises:
        UsageError: A file is not valid Turtle or cannot be read or written.
    """
    changed = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
            laid_out = canonical_turtle(text)
            if laid_out != text:
                changed.append(path)
                if not check:
                    path.write_text(laid_out, "utf-8")
        except (OSError, UnicodeDecodeError, UsageError) as error:
            raise UsageError(f"{path}: {error}") from error
    return tuple(changed)
