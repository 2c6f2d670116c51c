"""The catalogue of the shapes: what each checks, what it says, and what is right and wrong.

It is made from the shapes and from the examples, so that it says what the checks say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import rdflib
from rdflib import RDF, RDFS, SH
from rdflib.term import Node

from atlas_kg.examples import Example
from atlas_kg.namespaces import SHAPE, compress

__all__ = ["CheckedShape", "checked_shapes", "shape_catalogue"]

_HEAD = """\
# What the checks say and how to mend it

`atlas-kg validate` holds everything that enters the graph against the shapes in `shapes/`. This
page is made from them: an entry for each shape, with what it checks, what it says, and an example
that is right and one that is wrong. A **violation** blocks: nothing is built until it is mended.
A **warning** or an **info** does not.

A name in front of what is checked is the field in the file. Where it says “the file name” or “the
folder name”, rename the file or its folder.
"""
_TITLES = {
    "contribution": "Contributed records",
    "conditions": "Conditions under which solutions are applicable",
    "identity": "Identifiers and labels",
    "agreement": "Agreement of coders, and theory",
    "screening": "Identified works and their screening",
    "mappings": "Links to other vocabularies",
    "theory": "Theory and situation",
    "entailed": "What was inferred",
    "style": "House style of the ontology (`atlas-kg validate --style`)",
}


@dataclass(frozen=True)
class CheckedShape:
    """A shape as people speak of it.

    Attributes:
        group: What the shapes of its file are about.
        iri: Its IRI.
        label: Its label.
        about: What it checks, in a sentence, if it says so.
        targets: Of what it is asked.
        severities: How much its findings matter.
    """

    group: str
    iri: str
    label: str
    about: str | None
    targets: tuple[str, ...]
    severities: tuple[str, ...]


def checked_shapes(shapes: Mapping[str, rdflib.Graph]) -> tuple[CheckedShape, ...]:
    """Return the shapes that something is held against, in the order of the catalogue.

    Args:
        shapes: The SHACL shapes, by the name of their file.
    """
    return tuple(
        CheckedShape(
            _TITLES.get(name, name),
            str(shape),
            _title(shapes[name], shape),
            str(about) if (about := shapes[name].value(shape, SH.description)) else None,
            targets,
            tuple(sorted({severity for _, severity, _ in _checks(shapes[name], shape)})),
        )
        for name in sorted(shapes, key=_position)
        for shape in _node_shapes(shapes[name])
        if (targets := tuple(_targets(shapes[name], shape)))
    )


def shape_catalogue(
    shapes: Mapping[str, rdflib.Graph],
    examples: Iterable[Example],
    counterexamples: Iterable[Example],
) -> str:
    """Return the catalogue as Markdown.

    Args:
        shapes: The SHACL shapes, by the name of their file.
        examples: Files that keep the shapes.
        counterexamples: Files that break them.
    """
    right = _by_shape(examples)
    wrong = _by_shape(counterexamples)
    parts = [_HEAD]
    told: dict[Example, str] = {}
    for name in sorted(shapes, key=_position):
        graph = shapes[name]
        found = _node_shapes(graph)
        if not found:
            # What a file says of shapes that stand in others is no check.
            continue
        parts.append(f"## {_TITLES.get(name, name)}\n")
        parts += ["\n".join(_entry(graph, shape, right, wrong, told)) for shape in found]
    return "\n".join(parts)


def _node_shapes(graph: rdflib.Graph) -> list[Node]:
    return sorted(set(graph.subjects(RDF.type, SH.NodeShape)), key=str)


def _title(graph: rdflib.Graph, shape: Node) -> str:
    return str(graph.value(shape, RDFS.label) or compress(str(shape)))


def _position(name: str) -> tuple[int, str]:
    titles = list(_TITLES)
    return (titles.index(name) if name in titles else len(titles), name)


def _by_shape(examples: Iterable[Example]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {}
    for example in examples:
        for shape in example.shapes:
            found.setdefault(shape, []).append(example)
    return found


def _entry(
    graph: rdflib.Graph,
    shape: Node,
    right: Mapping[str, list[Example]],
    wrong: Mapping[str, list[Example]],
    told: dict[Example, str],
) -> Iterator[str]:
    title = _title(graph, shape)
    yield f"### {title}\n"
    targets = ", ".join(_targets(graph, shape))
    yield f"`{compress(str(shape))}`" + (f" is asked of {targets}." if targets else ".") + "\n"
    rows = sorted(set(_checks(graph, shape)))
    about = graph.value(shape, SH.description)
    if about and all(what != str(about) for what, _, _ in rows):
        yield f"{about}\n"
    if rows:
        yield "| checked | severity | what to do |\n|---|---|---|"
        yield from (f"| {_cell(what)} | {severity} | {_cell(do)} |" for what, severity, do in rows)
        yield ""
    yield from _shown("Right", right.get(str(shape), [])[:1], title, told)
    yield from _shown("Wrong", wrong.get(str(shape), []), title, told)


def _targets(graph: rdflib.Graph, shape: Node) -> Iterator[str]:
    for target in sorted(graph.objects(shape, SH.targetClass), key=str):
        yield f"each `{compress(str(target))}`"
    for target in sorted(graph.objects(shape, SH.targetSubjectsOf), key=str):
        yield f"whatever has `{compress(str(target))}`"
    if (shape, SH.targetNode, None) in graph:
        yield "the whole graph"


def _checks(graph: rdflib.Graph, shape: Node) -> Iterator[tuple[str, str, str]]:
    """Yield what is checked, how much it matters, and what to do about it."""
    for prop in graph.objects(shape, SH.property):
        if message := graph.value(prop, SH.message):
            name = graph.value(prop, SH.name) or graph.value(prop, SHAPE.recordPlace)
            field = f"`{name}`: " if name else ""
            asked = graph.value(prop, SH.description) or ""
            yield f"{field}{asked}", _severity(graph, prop, shape), str(message)
    named = graph.value(shape, SH.description) or graph.value(shape, RDFS.label)
    about = named or compress(str(shape))
    for rule in graph.objects(shape, SH.sparql):
        what = graph.value(rule, SH.description) or about
        yield str(what), _severity(graph, shape), str(graph.value(rule, SH.message))
    if message := graph.value(shape, SH.message):
        yield str(about), _severity(graph, shape), str(message)


def _severity(graph: rdflib.Graph, *nodes: Node) -> str:
    found = (graph.value(node, SH.severity) for node in nodes)
    return str(next(filter(None, found), SH.Violation)).removeprefix(str(SH)).lower()


def _shown(
    word: str, examples: Iterable[Example], title: str, told: dict[Example, str]
) -> Iterator[str]:
    """Yield examples; what stands under another title is named, not shown again."""
    for example in examples:
        remark = f"{word}, `{example.place}`: {example.note}"
        if told.setdefault(example, title) != title:
            yield f"{remark} It stands under “{told[example]}”.\n"
        else:
            language = "yaml" if example.is_contribution else "turtle"
            yield f"{remark}\n\n```{language}\n{example.text}```\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
