"""Tests of single values (SHACL, sections 4.1, 4.3, 4.4 and 4.8.3).

Each test has two forms. `ValueTest.holds` decides as the reference does, on the literals of
rdflib. `ValueTest.passes` is a SPARQL expression that is true only of values for which the test
surely holds; it may be false of others, too. The store so sets aside what needs no second look.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, XSD
from rdflib.term import BNode, Literal, Node, URIRef

from atlas_kg.formats import from_rdflib_term
from atlas_kg.validation.coverage import NotCoveredError

__all__ = ["ValueTest", "is_canonical", "read_value_test"]


@dataclass(frozen=True, eq=False)
class ValueTest:
    """A test of single values.

    Attributes:
        holds: Tells whether a value, as rdflib has it, passes.
        passes: A SPARQL expression on ``?_v``, true only where the test surely holds.
        fails: A SPARQL expression on ``?_v``, true only where the test surely fails.
    """

    holds: Callable[[Node], bool]
    passes: str
    fails: str = "false"


def read_value_test(  # noqa: PLR0911 - a case for each component
    name: str, value: Node, listed: tuple[Node, ...], flags: Node | None
) -> ValueTest:
    """Return the test that a constraint makes of single values.

    Args:
        name: The constraint component.
        value: Its parameter.
        listed: The members of the parameter, if it is a list.
        flags: The flags of a pattern.

    Raises:
        NotCoveredError: The parameter is malformed.
    """
    match name:
        case "Datatype":
            return _datatype(value)
        case "NodeKind":
            return _node_kind(value)
        case "Pattern":
            return _pattern(value, flags)
        case "MinLength" | "MaxLength":
            return _length(name, value)
        case "LanguageIn":
            return _language(listed)
        case "In":
            return _in(listed)
        case _:
            return _bound(name, value)


_PYTHON_TYPES: dict[URIRef, type | tuple[type, ...]] = {
    XSD.string: (str, bytes),
    RDF.langString: (str, bytes),
    XSD.integer: int,
    XSD.float: float,
    XSD.decimal: Decimal,
    XSD.boolean: bool,
    XSD.date: dt.date,
    XSD.time: dt.time,
    XSD.dateTime: dt.datetime,
}
_SIMPLE = (str(XSD.string), str(RDF.langString))


def _datatype(value: Node) -> ValueTest:
    """Section 4.1.2: lexical forms count, too."""
    if not isinstance(value, URIRef):
        raise NotCoveredError("sh:datatype that is no IRI")
    known = _PYTHON_TYPES.get(value)

    def holds(node: Node) -> bool:
        if not isinstance(node, Literal):
            return False
        if value in (RDFS.Literal, RDFS.Datatype):
            return value == RDFS.Literal or node.datatype is not None
        own = node.datatype or (RDF.langString if node.language else XSD.string)
        if own != value or (node.datatype is not None and node.ill_typed):
            return False
        return known is None or isinstance(node.value, known)

    simple = str(value) in _SIMPLE
    passes = f"DATATYPE(?_v) = {ox.NamedNode(str(value))}" if simple else "false"
    return ValueTest(holds, passes, "!isLiteral(?_v)")


def _node_kind(value: Node) -> ValueTest:
    """Section 4.1.3."""
    kinds = {
        SH.IRI: (URIRef,),
        SH.BlankNode: (BNode,),
        SH.Literal: (Literal,),
        SH.BlankNodeOrIRI: (BNode, URIRef),
        SH.BlankNodeOrLiteral: (BNode, Literal),
        SH.IRIOrLiteral: (URIRef, Literal),
    }
    tests = {URIRef: "isIRI", BNode: "isBlank", Literal: "isLiteral"}
    kind = kinds.get(value) if isinstance(value, URIRef) else None
    if kind is None:
        raise NotCoveredError("sh:nodeKind that is none of the six")
    passes = " || ".join(f"{tests[one]}(?_v)" for one in kind)
    return ValueTest(lambda node: isinstance(node, kind), passes, f"!({passes})")


_SAFE_PATTERN = re.compile(
    r"""(?: (?: \[\^?(?:[\w .:;,/+*?(){}|$%@!#'"<>=-]|\\[-.\\/+*?()\[\]{}|^$dswDSW])+\]
            | \\[-.\\/+*?()\[\]{}|^$dswDSW]
            | [\w :;,/%@!#'"<>=&~-] | [.^$|)] | \((?:\?:)?)
        (?:(?:[*+?]|\{\d+(?:,\d*)?\})\??(?![*+?{]))? )*""",
    re.VERBOSE | re.ASCII,
)
_UNLIKE_CLASSES = re.compile(r"--|~~|&&|\[[^\]]*\[")
_TEXT = f"DATATYPE(?_v) IN ({', '.join(str(ox.NamedNode(name)) for name in _SIMPLE)})"


def _pattern(value: Node, flags: Node | None) -> ValueTest:
    """Section 4.4.3. The reference matches with Python, the store with Rust.

    The two agree on printable ASCII and on the common constructs. Only what the store matches
    within these passes at once.
    """
    if not isinstance(value, Literal):
        raise NotCoveredError("sh:pattern that is no text")
    if flags is not None and not isinstance(flags, Literal):
        raise NotCoveredError("sh:flags that are no text")
    letters = str(flags).lower() if flags is not None else ""
    try:
        found = re.compile(
            str(value),
            (re.IGNORECASE if "i" in letters else 0) | (re.MULTILINE if "m" in letters else 0),
        )
    except re.error as error:
        raise NotCoveredError("a pattern that is no regular expression") from error

    def holds(node: Node) -> bool:
        return not isinstance(node, BNode) and found.search(str(node)) is not None

    text = str(value)
    if not _SAFE_PATTERN.fullmatch(text) or _UNLIKE_CLASSES.search(text):
        return ValueTest(holds, "false", "isBlank(?_v)")
    mode = ', "i"' if "i" in letters else ""
    arguments = f"STR(?_v), {ox.Literal(text)}{mode}"
    printable = 'REGEX(STR(?_v), "^[ -~]*$")'
    passes = f"(isIRI(?_v) || {_TEXT}) && REGEX({arguments}) && {printable}"
    return ValueTest(holds, passes, "isBlank(?_v)")


def _length(name: str, value: Node) -> ValueTest:
    """Sections 4.4.1 and 4.4.2."""
    number = value.value if isinstance(value, Literal) else None
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise NotCoveredError("a length that is no number")

    def holds(node: Node) -> bool:
        if name == "MinLength" and number == 0:
            return True
        length = -1 if isinstance(node, BNode) else len(str(node))
        return length >= number if name == "MinLength" else 0 <= length <= number

    sign = ">=" if name == "MinLength" else "<="
    return ValueTest(holds, f"(isIRI(?_v) || {_TEXT}) && STRLEN(STR(?_v)) {sign} {number}")


def _language(listed: tuple[Node, ...]) -> ValueTest:
    """Section 4.4.4."""
    if not all(isinstance(one, Literal) and isinstance(one.value, str) for one in listed):
        raise NotCoveredError("sh:languageIn with a member that is no text")
    ranges = {str(one).lower() for one in listed}

    def holds(node: Node) -> bool:
        tag = ((isinstance(node, Literal) and node.language) or "").lower()
        return bool(tag) and ("*" in ranges or tag in ranges or tag.split("-")[0] in ranges)

    wanted = ", ".join(str(ox.Literal(one)) for one in sorted(ranges))
    return ValueTest(holds, f"LCASE(LANG(?_v)) IN ({wanted})" if wanted else "false")


def _in(listed: tuple[Node, ...]) -> ValueTest:
    """Section 4.8.3. Terms count, not values: "1.0" is not 1."""
    allowed = frozenset(listed)
    if any(isinstance(one, BNode) for one in listed):
        raise NotCoveredError("a blank node as a value")
    # A literal that the store would write another way cannot be equal to one that it holds.
    terms = [term for term in map(from_rdflib_term, listed) if is_canonical(term)]
    passes = " || ".join(f"sameTerm(?_v, {term})" for term in terms)
    return ValueTest(lambda node: node in allowed, passes or "false")


def is_canonical(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> bool:
    """Tell whether the store keeps a term as it is: it writes "01"^^xsd:integer as 1."""
    if not isinstance(term, ox.Literal):
        return True
    store = ox.Store()
    node = ox.NamedNode("urn:any")
    store.add(ox.Quad(node, node, term))
    return bool(next(iter(store)).object == term)


_HOLDS: dict[str, Callable[[int], bool]] = {
    "MinExclusive": lambda order: order > 0,
    "MinInclusive": lambda order: order >= 0,
    "MaxExclusive": lambda order: order < 0,
    "MaxInclusive": lambda order: order <= 0,
}
_SIGNS = {"MinExclusive": ">", "MinInclusive": ">=", "MaxExclusive": "<", "MaxInclusive": "<="}


def _bound(name: str, value: Node) -> ValueTest:
    """Section 4.3."""
    if name not in _HOLDS or not isinstance(value, Literal):
        raise NotCoveredError("a bound that is no literal")

    def holds(node: Node) -> bool:
        if not isinstance(node, Literal) or isinstance(node.value, str) != isinstance(
            value.value, str
        ):
            return False
        try:
            return _HOLDS[name](_order(node, value))
        except (TypeError, NotImplementedError):
            return False

    integer = ox.NamedNode(str(XSD.integer))
    if value.datatype != XSD.integer or not isinstance(value.value, int):
        return ValueTest(holds, "false", "!isLiteral(?_v)")
    sure = f"DATATYPE(?_v) = {integer} && ?_v {_SIGNS[name]} {from_rdflib_term(value)}"
    return ValueTest(holds, sure, "!isLiteral(?_v)")


def _order(one: Literal, other: Literal) -> int:
    """Compare two literals by value; raises TypeError where that has no sense."""
    if one.eq(other):
        return 0
    if isinstance(one.value, (dt.datetime, dt.time)):
        if one.value == other.value:
            return 0
        return 1 if one.value > other.value else -1
    return 1 if one > other else -1
