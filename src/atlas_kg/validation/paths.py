"""Property paths of shapes (SHACL, section 2.3.1, https://www.w3.org/TR/shacl/#property-paths)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
import rdflib
from rdflib import RDF, SH, URIRef
from rdflib.collection import Collection
from rdflib.term import BNode, Node

from atlas_kg.validation.coverage import NotCoveredError
from atlas_kg.validation.data import Data, Term

__all__ = [
    "Alternative",
    "Path",
    "Repetition",
    "Sequence",
    "Step",
    "inverse",
    "joined",
    "read_path",
    "splits",
    "values",
]


@dataclass(frozen=True)
class Step:
    """One triple, followed from subject to object or the other way."""

    predicate: ox.NamedNode
    inverse: bool = False

    def __str__(self) -> str:
        return f"^{self.predicate}" if self.inverse else str(self.predicate)


@dataclass(frozen=True)
class Sequence:
    """Paths one after the other; none of them leads from a node to itself."""

    parts: tuple[Path, ...]

    def __str__(self) -> str:
        return f"({'/'.join(map(str, self.parts))})"


@dataclass(frozen=True)
class Alternative:
    """Any one of several paths."""

    parts: tuple[Path, ...]

    def __str__(self) -> str:
        return f"({'|'.join(map(str, self.parts))})"


@dataclass(frozen=True)
class Repetition:
    """A path followed again and again: ``*``, ``+`` or ``?`` times."""

    path: Path
    sign: str

    def __str__(self) -> str:
        return f"({self.path}){self.sign}"


Path = Step | Sequence | Alternative | Repetition
"""A path; as a string it is a property path of SPARQL."""

_REPETITIONS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def read_path(shapes: rdflib.Graph, node: Node) -> Path:
    """Read a path from a shapes graph.

    Raises:
        NotCoveredError: It is malformed, or of a form that the compiler leaves to the reference.
    """
    return _read(shapes, node, ())


def _read(shapes: rdflib.Graph, node: Node, above: tuple[Node, ...]) -> Path:
    if isinstance(node, URIRef):
        return Step(ox.NamedNode(str(node)))
    if not isinstance(node, BNode) or node in above or len(above) > 8:  # noqa: PLR2004 - as the reference
        raise NotCoveredError("a path that is no path of SHACL")
    above = (*above, node)
    if (node, RDF.first, None) in shapes:
        parts = tuple(_read(shapes, part, above) for part in Collection(shapes, node))
        return Sequence(_several(parts))
    described = list(shapes.predicate_objects(node))
    if len(described) != 1:
        raise NotCoveredError("a path that is no path of SHACL")
    kind, value = described[0]
    if kind == SH.inversePath:
        path = _read(shapes, value, above)
        if _has_sequence(path):
            # pySHACL follows the parts of an inverted sequence in their original order.
            raise NotCoveredError("the inverse of a sequence path")
        return inverse(path)
    if kind == SH.alternativePath:
        parts = tuple(_read(shapes, part, above) for part in Collection(shapes, value))
        return Alternative(_several(parts))
    if kind in _REPETITIONS:
        return Repetition(_read(shapes, value, above), _REPETITIONS[URIRef(str(kind))])
    raise NotCoveredError("a path that is no path of SHACL")


def _several(parts: tuple[Path, ...]) -> tuple[Path, ...]:
    if len(parts) < 2:  # noqa: PLR2004 - SHACL wants at least two members
        raise NotCoveredError("a list of paths with fewer than two members")
    return parts


def inverse(path: Path) -> Path:
    """Return the path that leads the other way."""
    match path:
        case Step(predicate, is_inverse):
            return Step(predicate, not is_inverse)
        case Sequence(parts):
            return Sequence(tuple(map(inverse, reversed(parts))))
        case Alternative(parts):
            return Alternative(tuple(map(inverse, parts)))
        case Repetition(part, sign):
            return Repetition(inverse(part), sign)


def _has_sequence(path: Path) -> bool:
    match path:
        case Step():
            return False
        case Sequence():
            return True
        case Alternative(parts):
            return any(map(_has_sequence, parts))
        case Repetition(part, _):
            return _has_sequence(part)


def values(data: Data, node: Term, path: Path) -> set[Term]:
    """Return the value nodes of a node by a path."""
    match path:
        case Step(predicate, inverse):
            return data.subjects(predicate, node) if inverse else data.objects(node, predicate)
        case Sequence(parts):
            found = {node}
            for part in parts:
                found = {value for one in found for value in values(data, one, part)}
            return found
        case Alternative(parts):
            return {value for part in parts for value in values(data, node, part)}
        case Repetition(part, sign):
            found = values(data, node, part)
            todo = list(found) if sign != "?" else []
            while todo:
                new = values(data, todo.pop(), part) - found
                found |= new
                todo.extend(new)
            return found | {node} if sign != "+" else found


def splits(path: Path) -> Iterator[tuple[Path | None, Step, Path | None]]:
    """Yield each step of a path with what comes before and after it.

    A triple can change the values of the path only where it matches a step; the nodes concerned
    are those that reach it by what comes before.
    """
    match path:
        case Step():
            yield None, path, None
        case Sequence(parts):
            for place, part in enumerate(parts):
                for before, step, after in splits(part):
                    yield (
                        joined(*parts[:place], before),
                        step,
                        joined(after, *parts[place + 1 :]),
                    )
        case Alternative(parts):
            for part in parts:
                yield from splits(part)
        case Repetition(part, sign):
            again = Repetition(part, "*") if sign != "?" else None
            for before, step, after in splits(part):
                yield joined(again, before), step, joined(after, again)


def joined(*parts: Path | None) -> Path | None:
    """Return paths one after the other as one; None is the path from a node to itself."""
    there = tuple(part for part in parts if part is not None)
    return Sequence(there) if len(there) > 1 else there[0] if there else None
