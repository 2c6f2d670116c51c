"""SPARQL-based constraints (SHACL, section 5, https://www.w3.org/TR/shacl/#sparql-constraints).

The reference asks the query of a constraint once for each focus node, with ``$this`` bound to it.
Here a screen asks it once for all of them: the targets are joined to each group that mentions
``$this``, which so is bound wherever the query speaks of it. Only focus nodes that the screen
finds are asked about one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, RDFS, SH
from rdflib.term import Literal, Node

from atlas_kg.sparql_text import tokens
from atlas_kg.validation.coverage import NotCoveredError
from atlas_kg.validation.paths import read_path

__all__ = ["SparqlConstraint", "read_sparql_constraint"]

THIS = ("?this", "$this")
VALUE = ("?value", "$value")

_REFUSED = {"MINUS", "VALUES", "SERVICE", "GRAPH", "FROM"}
_AGGREGATES = {"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"}
_ON_VARIABLES = {"GROUP", "ORDER", "BOUND"}
"""What may stand before a variable alone."""
_COUNTS = {"COUNT", "SUM", "AVG", "GROUP_CONCAT"}
_AFTER_GROUPS = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}


@dataclass(frozen=True, eq=False)
class SparqlConstraint:
    """A constraint that is a query.

    Attributes:
        node: The constraint in the shapes graph.
        query: The query, with its prefixes.
        messages: What its results say.
        deactivated: Whether it is switched off.
    """

    node: Node
    query: str
    messages: tuple[Literal, ...]
    deactivated: bool

    @cached_property
    def counts(self) -> bool:
        """Whether it matters how often a triple is found."""
        return bool(_words(self._tokens) & _COUNTS)

    @cached_property
    def is_batchable(self) -> bool:
        """Whether one query can speak of all focus nodes: none of its parts counts across them."""
        words = [token.group().upper() for token in self._tokens if token.lastgroup == "word"]
        if words.count("SELECT") != 1 or {"LIMIT", "OFFSET"} & set(words):
            return False
        return not _AGGREGATES & set(words) or "GROUP" in words

    @cached_property
    def tells_value(self) -> bool:
        """Whether each solution has a value of its own, which the query itself does not make."""
        texts = [token.group() for token in self._tokens]
        made = any(before.upper() == "AS" and token in VALUE for before, token in pairwise(texts))
        head = texts[: texts.index("{")]
        is_grouped = "GROUP" in _words(self._tokens)
        return not made and not is_grouped and any(token in VALUE for token in head)

    def bound(self, bindings: Mapping[str, ox.NamedNode]) -> str | None:
        """Return the query with names in place of variables (appendix A).

        The store plans a query better when it sees names.

        Returns:
            The query, or None if it is not so simple.
        """
        words = [token.group().upper() for token in self._tokens if token.lastgroup == "word"]
        if words.count("SELECT") != 1 or set(words) & (_AGGREGATES | _ON_VARIABLES):
            return None
        outermost = next(token for token in self._tokens if token.group() == "{")
        pieces = []
        start = 0
        for token in self._tokens:
            name = token.group().lstrip("?$") if token.group()[0] in "?$" else ""
            if name in bindings:
                is_head = token.start() < outermost.start()
                kept = f"(true AS ?bound_{name})" if is_head else f" {bindings[name]} "
                pieces += [self.query[start : token.start()], kept]
                start = token.end()
        return "".join([*pieces, self.query[start:]])

    def screen(self, targets: str) -> str:
        """Return a query for the focus nodes with results, if the constraint is batchable.

        Args:
            targets: A graph pattern that binds ``?this`` to the focus nodes.
        """
        places = [self._tokens[place].end() for place in _groups_with_this(self._tokens)]
        pieces = []
        start = 0
        for place in places:
            pieces += [self.query[start:place], f" {targets} "]
            start = place
        return "".join([*pieces, self.query[start:]])

    @cached_property
    def _tokens(self) -> Sequence[re.Match[str]]:
        return tuple(tokens(self.query))


def read_sparql_constraint(
    shapes: rdflib.Graph, node: Node, path_node: Node | None
) -> SparqlConstraint:
    """Read a constraint.

    Args:
        shapes: The shapes graph.
        node: The constraint.
        path_node: The path of its shape, which ``$PATH`` stands for, if it has one.

    Raises:
        NotCoveredError: It is malformed, or left to the reference.
    """
    selects = list(shapes.objects(node, SH.select))
    switches = list(shapes.objects(node, SH.deactivated))
    messages = tuple(m for m in shapes.objects(node, SH.message) if isinstance(m, Literal))
    if len(selects) != 1 or not isinstance(selects[0], Literal):
        raise NotCoveredError("a constraint without one query")
    if len(switches) > 1 or not all(
        isinstance(switch, Literal) and isinstance(switch.value, bool) for switch in switches
    ):
        raise NotCoveredError("sh:deactivated that is neither true nor false")
    path = str(read_path(shapes, path_node)) if path_node is not None else None
    query = _prologue(shapes, node) + _prebound(str(selects[0]), path)
    try:
        # The store tells so what it would not answer.
        ox.Store().query(query, substitutions={ox.Variable("this"): ox.NamedNode("urn:any")})
    except (SyntaxError, RuntimeError, ValueError) as error:
        raise NotCoveredError("a query that the store does not understand") from error
    deactivated = any(isinstance(switch, Literal) and switch.value for switch in switches)
    return SparqlConstraint(node, query, messages, deactivated)


def _prologue(shapes: rdflib.Graph, node: Node) -> str:
    """Declare the prefixes of a constraint (section 5.2.1)."""
    prefixes = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
    holders = {*shapes.objects(node, SH.prefixes)}
    if holders:
        holders |= {*shapes.subjects(RDF.type, OWL.Ontology)}
    for holder in holders:
        for declaration in shapes.objects(holder, SH.declare):
            prefix = shapes.value(declaration, SH.prefix)
            namespace = shapes.value(declaration, SH.namespace)
            if not isinstance(prefix, Literal) or not isinstance(namespace, Literal):
                raise NotCoveredError("a prefix without a namespace")
            if prefixes.setdefault(str(prefix), str(namespace)) != str(namespace):
                raise NotCoveredError(f"two namespaces for the prefix '{prefix}'")
    try:
        named = {prefix: ox.NamedNode(namespace) for prefix, namespace in prefixes.items()}
    except ValueError as error:
        raise NotCoveredError("a namespace that is no IRI") from error
    return "".join(f"PREFIX {prefix}: {iri}\n" for prefix, iri in named.items())


def _prebound(text: str, path: str | None) -> str:
    """Put the path into a query, and let its groups be those of one focus node (appendix A)."""
    found = tuple(tokens(text))
    names = {token.group() for token in found if token.lastgroup == "name"}
    if refused := _words(found) & _REFUSED:
        raise NotCoveredError(f"a query with {min(refused)}")
    if names & {"$currentShape", "?currentShape", "$shapesGraph", "?shapesGraph"}:
        raise NotCoveredError("a query that asks the shapes graph")
    pieces = []
    start = 0
    grouped = _grouping(found)
    for token in found:
        if token.group() in ("$PATH", "?PATH"):
            if path is None:
                raise NotCoveredError("$PATH on a node shape")
            pieces += [text[start : token.start()], path]
            start = token.end()
        elif token is grouped:
            pieces += [text[start : token.end()], " $this"]
            start = token.end()
    return "".join([*pieces, text[start:]])


def _grouping(found: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """Return the BY of the outermost GROUP BY if it does not group by ``$this``.

    Since ``$this`` is one node for each evaluation, grouping by it changes nothing; without it the
    query is no SPARQL 1.1, though the reference answers it.
    """
    depth = 0
    grouping = None
    for before, token in pairwise(found):
        depth += (before.lastgroup == "open") - (before.lastgroup == "close")
        word = token.group().upper()
        if depth == 0 and before.group().upper() == "GROUP" and word == "BY":
            grouping = token
        elif grouping and word in _AFTER_GROUPS:
            break
        elif grouping and token.group() in THIS:
            return None
    return grouping


def _groups_with_this(found: Sequence[re.Match[str]]) -> list[int]:
    """Return the places of the braces that open a group that mentions ``$this``.

    What EXISTS holds is left as it is: it is asked of solutions that bind ``$this`` already.
    """
    opened: list[tuple[int, bool]] = []
    wanted = []
    for place, token in enumerate(found):
        if token.lastgroup == "open":
            exists = place > 0 and found[place - 1].group().upper() == "EXISTS"
            within = bool(opened) and opened[-1][1]
            opened.append((place, exists or within))
        elif token.lastgroup == "close" and opened:
            start, excluded = opened.pop()
            names = (other.group() for other in found[start:place])
            if found[start].group() == "{" and not excluded and any(n in THIS for n in names):
                wanted.append(start)
    # Whatever it says, the outermost group is about the focus nodes.
    outermost = next(place for place, token in enumerate(found) if token.group() == "{")
    return sorted({*wanted, outermost})


def _words(found: Sequence[re.Match[str]]) -> set[str]:
    return {token.group().upper() for token in found if token.lastgroup == "word"}
