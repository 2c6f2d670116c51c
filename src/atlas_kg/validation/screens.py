"""Screens: shapes compiled to SPARQL queries for the focus nodes that may have results.

The idea of validating by queries is that of Corman, Florenzano, Reutter and Savković (2019),
"Validating SHACL constraints over a SPARQL endpoint" (ISWC), and of SHACL, whose components are
defined by SPARQL, too (https://www.w3.org/TR/shacl/#core-components). Here a query need not decide:
it must find every focus node that has a result, and may find others. What it finds is looked at by
`atlas_kg.validation.evaluation`, which decides as the reference does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

import pyoxigraph as ox

from atlas_kg.validation.data import TYPE, Data, Term
from atlas_kg.validation.paths import Path, Step
from atlas_kg.validation.select import SparqlConstraint
from atlas_kg.validation.shapes import Constraint, Shape
from atlas_kg.validation.values import is_canonical

__all__ = ["Screens"]

_MANY = 4
"""Counts above are not screened: each value more makes a join more."""


@dataclass(frozen=True)
class Screens:
    """The compiler of screens for one data graph, whose classes it knows.

    Expressions come in two strengths. A wide one is true of every node that fails, and maybe of
    others; a narrow one is true only of nodes that fail. A negation turns one into the other.
    """

    data: Data
    _sizes: dict[str, int] = field(default_factory=dict, repr=False)
    _columns: dict[str, Counter[bytes]] = field(default_factory=dict, repr=False)
    _found: dict[str, frozenset[Term]] = field(default_factory=dict, repr=False)

    def candidates(self, shape: Shape, path: Path | None, constraint: Constraint) -> set[Term]:
        """Return the focus nodes that may break one constraint, and all that do.

        Args:
            shape: The shape that has the targets.
            path: The path from focus nodes to value nodes; None where they are the same.
            constraint: The constraint.
        """
        targets = shape.targets.pattern(self.data)
        if targets is None:
            return set()
        select = constraint.select
        if select is not None:
            return self._asked(shape, targets, select)
        fails = self._fails(constraint, path, "?this", wide=True)
        if fails == "false":
            return set()
        if not self._are_many(targets):
            return set(self._nodes(f"{{ {targets} FILTER({fails}) }}"))
        is_counted = constraint.component != "MinCount" or constraint.number == 1
        if (
            is_counted
            and constraint.component in _COUNTS
            and _is_step(path)
            and not shape.targets.objects_of
        ):
            found: Iterable[Term] = self._counted(targets, f"?this {path} ?value .", constraint)
        elif constraint.component in _LOCAL and fails.startswith("EXISTS"):
            found = self._nodes(fails.removeprefix("EXISTS"))
        else:
            return set(self._nodes(f"{{ {targets} FILTER({fails}) }}"))
        return {node for node in found if shape.targets.hold(self.data, node)}

    def _counted(self, targets: str, triple: str, constraint: Constraint) -> set[Term]:
        """Return the nodes with too few or too many triples.

        Columns of many nodes are compared as the store writes them, which costs less than to look
        each one up.
        """
        times = self._column(triple)
        if constraint.component == "MinCount":
            few = self._column(targets).keys() - times.keys()
            return self._terms(few)
        most = constraint.number if constraint.component == "MaxCount" else 1
        return self._terms(node for node, found in times.items() if found > most)

    def _column(self, pattern: str) -> Counter[bytes]:
        """Return how often each node is found, nodes written as in TSV."""
        if pattern not in self._columns:
            rows = self.data.solutions(f"SELECT ?this WHERE {{ {pattern} }}")
            text = rows.serialize(format=ox.QueryResultsFormat.TSV) or b""
            self._columns[pattern] = Counter(text.splitlines()[1:])
        return self._columns[pattern]

    @staticmethod
    def _terms(lines: Iterable[bytes]) -> set[Term]:
        text = b"\n".join((b"?this", *lines, b""))
        rows = ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV)
        return {row["this"] for row in rows} if isinstance(rows, ox.QuerySolutions) else set()

    def _asked(self, shape: Shape, targets: str, select: SparqlConstraint) -> set[Term]:
        """Return the focus nodes that break a SPARQL-based constraint."""
        if select.deactivated:
            return set()
        data = self.data.merged if select.counts else self.data
        if shape.targets.are_named or not select.is_batchable:
            return set(self._nodes(f"{{ {targets} }}"))
        if select.counts:
            targets = f"{{ SELECT DISTINCT ?this WHERE {{ {targets} }} }}"
        return {row["this"] for row in data.solutions(select.screen(targets))}

    def _are_many(self, targets: str) -> bool:
        """Tell whether it is better to begin with the values than with the focus nodes."""
        if targets not in self._sizes:
            (row,) = self.data.solutions(f"SELECT (COUNT(*) AS ?size) WHERE {{ {targets} }}")
            self._sizes[targets] = int(row["size"].value)
        return self._sizes[targets] * _RARE > self.data.size

    def _nodes(self, pattern: str) -> frozenset[Term]:
        if pattern not in self._found:
            rows = self.data.solutions(f"SELECT DISTINCT ?this WHERE {pattern}")
            self._found[pattern] = frozenset(row["this"] for row in rows)
        return self._found[pattern]

    def _shape_fails(self, shape: Shape, node: str, *, wide: bool) -> str:
        if shape.deactivated:
            return "false"
        parts = [self._fails(one, shape.path, node, wide=wide) for one in shape.constraints]
        return _any(parts)

    def _fails(self, constraint: Constraint, path: Path | None, node: str, *, wide: bool) -> str:
        """Return an expression that is true where a constraint fails at a node."""
        name = constraint.component
        if name in _COUNTED:
            return self._count_fails(constraint, path, node, wide=wide)
        if name in ("Equals", "Disjoint", "LessThan", "LessThanOrEquals"):
            return self._pair_fails(constraint, path, node, wide=wide)
        if name == "SPARQL":
            return _unknown(wide)
        value = f"{node}_1" if path else node
        fails = self._value_fails(constraint, value, wide=wide)
        if fails == "false" or not path:
            return fails
        condition = "" if fails == "true" else f"FILTER({fails}) "
        return f"EXISTS {{ {node} {path} {value} . {condition}}}"

    def _value_fails(  # noqa: PLR0911 - a case for each component
        self, constraint: Constraint, value: str, *, wide: bool
    ) -> str:
        """Return an expression that is true where a constraint fails at a value node."""
        shapes = constraint.shapes
        if constraint.test:
            test = constraint.test
            if wide:
                return f"!COALESCE({test.passes}, false)".replace("?_v", value)
            return f"COALESCE({test.fails}, false)".replace("?_v", value)
        match constraint.component:
            case "Class" if isinstance(constraint.term, ox.NamedNode):
                kinds = sorted(map(str, self.data.subclasses(constraint.term)))
                types = [f"NOT EXISTS {{ {value} {TYPE} {kind} }}" for kind in kinds]
                return _all(types)
            case "Property" | "Node":
                return self._shape_fails(shapes[0], value, wide=wide)
            case "Not":
                return _not(self._shape_fails(shapes[0], value, wide=not wide))
            case "And":
                return _any([self._shape_fails(one, value, wide=wide) for one in shapes])
            case "Or":
                return _all([self._shape_fails(one, value, wide=wide) for one in shapes])
            case "Closed":
                return self._closed_fails(constraint, value)
            case _:
                return _unknown(wide)

    def _closed_fails(self, constraint: Constraint, value: str) -> str:
        predicate, other = f"{value}_0", f"{value}_1"
        known = ", ".join(sorted(map(str, constraint.terms)))
        condition = f"FILTER({predicate} NOT IN ({known}))" if known else ""
        return f"EXISTS {{ {value} {predicate} {other} . {condition} }}"

    def _count_fails(  # noqa: PLR0911 - a case for each component
        self, constraint: Constraint, path: Path | None, node: str, *, wide: bool
    ) -> str:
        number = constraint.number
        match constraint.component:
            case "HasValue":
                term = constraint.term
                if term is None or not is_canonical(term):
                    return "true"
                return (
                    f"NOT EXISTS {{ {node} {path} {term} }}"
                    if path
                    else f"!sameTerm({node}, {term})"
                )
            case "UniqueLang" if path:
                # Asked without regard to the language, it is the question of sh:maxCount 1.
                several = self._at_least(node, path, 2)
                return several if wide else "false"
            case "MinCount" if path and number <= _MANY:
                return f"!{self._at_least(node, path, number)}" if number else "false"
            case "MaxCount" if path and number < _MANY:
                return self._at_least(node, path, number + 1)
            case "QualifiedMinCount" if path and number == 1 and wide:
                value = f"{node}_1"
                fails = _any(
                    [
                        self._shape_fails(constraint.shapes[0], value, wide=True),
                        *(
                            _not(self._shape_fails(one, value, wide=False))
                            for one in constraint.shapes[1:]
                        ),
                    ]
                )
                return f"NOT EXISTS {{ {node} {path} {value} . FILTER(!({fails})) }}"
            case _:
                return _unknown(wide)

    def _pair_fails(
        self, constraint: Constraint, path: Path | None, node: str, *, wide: bool
    ) -> str:
        one, other = f"{node}_1", f"{node}_2"
        here = f"{node} {path} {one} ." if path else ""
        one = one if path else node
        match constraint.component:
            case "Disjoint":
                return f"EXISTS {{ {here} {node} {constraint.term} {one} }}"
            case "Equals" if path:
                there = f"{node} {constraint.term} {other} ."
                missing = (
                    f"EXISTS {{ {here} FILTER NOT EXISTS {{ {node} {constraint.term} {one} }} }}"
                )
                extra = f"EXISTS {{ {there} FILTER NOT EXISTS {{ {node} {path} {other} }} }}"
                return f"({missing} || {extra})"
            case "LessThan" | "LessThanOrEquals" if wide:
                return f"EXISTS {{ {here} {node} {constraint.term} {other} }}"
            case _:
                return _unknown(wide)

    def _at_least(self, node: str, path: Path, number: int) -> str:
        names = tuple(f"{node}_{place}" for place in range(1, number + 1))
        differ = [f"!sameTerm({one}, {other})" for one, other in combinations(names, 2)]
        triples = " ".join(f"{node} {path} {name} ." for name in names)
        condition = f" FILTER({' && '.join(differ)})" if differ else ""
        return f"EXISTS {{ {triples}{condition} }}"


_RARE = 100
"""Focus nodes are many when there is one in so many triples."""
_COUNTS = {"MinCount", "MaxCount", "UniqueLang"}
_LOCAL = {"Class", "Datatype", "NodeKind", "Pattern", "MinLength", "MaxLength", "LanguageIn"} | {
    "In", "MaxCount", "UniqueLang", "MinExclusive", "MinInclusive", "MaxExclusive", "MaxInclusive",
}  # fmt: skip
"""Components that fail only where there is a value."""
_COUNTED = {
    "HasValue",
    "UniqueLang",
    "MinCount",
    "MaxCount",
    "QualifiedMinCount",
    "QualifiedMaxCount",
}


def _is_step(path: Path | None) -> bool:
    return isinstance(path, Step) and not path.inverse


def _unknown(wide: bool) -> str:
    return "true" if wide else "false"


def _any(parts: list[str]) -> str:
    wanted = [part for part in parts if part != "false"]
    return f"({' || '.join(wanted)})" if wanted else "false"


def _all(parts: list[str]) -> str:
    return f"({' && '.join(parts)})"


def _not(part: str) -> str:
    return {"true": "false", "false": "true"}.get(part, f"!({part})")
