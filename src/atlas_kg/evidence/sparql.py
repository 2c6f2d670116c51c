"""The query behind a selection, for those who want to ask it themselves or change it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from atlas_kg.evidence.facets import DISPUTED, NO_CRITERION, OVERRULED, UNDECIDED, Facets
from atlas_kg.evidence.selection import Selection
from atlas_kg.namespaces import term, thing
from atlas_kg.queries import named_query

__all__ = ["sparql_of"]

_PLACE = "# A selection puts its filters here."
_DECIDED = "?ruling atlas:adjudicates ?coding ; atlas:decidesFor ?preferred"
_AGAINST = f"{_DECIDED} FILTER (?preferred != ?coding)"
_ASSESSED = "?solution atlas:assessesCriterion ?criterion"


def sparql_of(selection: Selection, facets: Facets) -> str:
    """Return the published query ``map/evidence``, narrowed to a selection.

    Args:
        selection: What is selected.
        facets: What the filters can be set to.
    """
    early = "\n  ".join((*_values(selection), *_statuses(selection), *_criteria(selection, facets)))
    text = named_query("map/evidence").text.replace(_PLACE, early or "# No filter is set.")
    late = "\n  ".join((*_years(selection), *_words(selection)))
    if late:
        # Years and texts are bound at the end of the pattern.
        head, _, tail = text.rpartition("}")
        text = f"{head}  {late}\n}}{tail}"
    return text


def _values(selection: Selection) -> Iterator[str]:
    for name in ("phase", "mechanism", "target"):
        if values := selection.values(name):
            yield _set(name, [term(value).value for value in values])
    if selection.solution:
        yield _set("solution", [thing("solution", slug).value for slug in selection.solution])


def _statuses(selection: Selection) -> Iterator[str]:
    if not selection.status:
        return
    kinds = {OVERRULED, UNDECIDED}.intersection(selection.status)
    names = [name for name in selection.status if name not in kinds]
    if len(kinds) != 1 or DISPUTED in names:
        # Both kinds of what is disputed are all of it.
        names += [DISPUTED] if kinds and DISPUTED not in names else []
        yield _set("status", [term(name).value for name in names])
        return
    others = ", ".join(f"<{term(name).value}>" for name in names)
    negation = "NOT " if UNDECIDED in kinds else ""
    disputed = f"?status = atlas:{DISPUTED} && {negation}EXISTS {{ {_AGAINST} }}"
    yield f"FILTER (?status IN ({others}) || ({disputed}))"


def _criteria(selection: Selection, facets: Facets) -> Iterator[str]:
    if not selection.criterion:
        return
    names = sorted({each for name in selection.criterion for each in facets.criteria(name)})
    iris = [term(name).value for name in names if name != NO_CRITERION]
    options = [f"EXISTS {{ {_set('criterion', iris)} {_ASSESSED} }}"] if iris else []
    if NO_CRITERION in names:
        options.append(f"NOT EXISTS {{ {_ASSESSED} }}")
    yield f"FILTER ({' || '.join(options)})"


def _years(selection: Selection) -> Iterator[str]:
    if selection.begin:
        yield f"FILTER (?year >= {selection.begin})"
    if selection.end:
        yield f"FILTER (?year <= {selection.end})"


def _words(selection: Selection) -> Iterator[str]:
    texts = ("?text", "?solutionLabel", "?publicationLabel", "?title")
    bound = ", ".join(f'COALESCE({text}, "")' for text in texts)
    for word in selection.words.casefold().split():
        # A string of JSON is a string of SPARQL, too.
        literal = json.dumps(word, ensure_ascii=False)
        yield f"FILTER (CONTAINS(LCASE(CONCAT({bound})), {literal}))"


def _set(variable: str, iris: list[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"
