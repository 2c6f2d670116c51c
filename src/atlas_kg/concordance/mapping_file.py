"""The mapping set of works, ``data/mappings/works.sssom.tsv``: what was found, and by what right.

A row says which record of which service is of a publication, why (by a chain over an identifier
that both have, or by title, authors and year together), how surely, when, by which version of
which program, and where that was read. Rows that are there stay as they are, so that what a person
adds to them, such as a reviewer or ``predicate_modifier`` Not, is kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from atlas_kg import __version__
from atlas_kg.concordance.catalogues import SERVICES
from atlas_kg.concordance.outcomes import Candidate, Outcome
from atlas_kg.identifier_schemes import IDENTIFIED_BY, SAME_AS, SCHEMES, scheme_of_address
from atlas_kg.mappings import MappingSet
from atlas_kg.namespaces import DCTERMS, PREFIXES, SCHEMA, SEMAPV, contract, thing

__all__ = ["COLUMNS", "NAME", "rows_of", "text_of"]

NAME = "works"
"""The name of the mapping set."""

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "object_source",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "confidence",
    "subject_match_field",
    "object_match_field",
    "match_string",
    "see_also",
    "comment",
)
"""The columns that are written, in the order of the SSSOM schema."""

_LINKABLE = tuple(s for s in SCHEMES if s.space and s.relation in (SAME_AS, IDENTIFIED_BY))
_HEAD = f"""\
#curie_map:
#  atlas-id: {PREFIXES["atlas-id"]}
#  dcterms: {DCTERMS}
#  schema: {SCHEMA}
{{schemes}}
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_set_description: Records of services that describe publications of LLM ATLAS. Written by \
'atlas-kg link'; rows that a person changes stay as they are.
#mapping_set_id: {thing("mapping-set", NAME).value}
#mapping_set_title: Publications of LLM ATLAS and their records elsewhere
"""

_BY_IDENTIFIER = str(SEMAPV.MappingChaining)
_BY_WORDS = str(SEMAPV.CompositeMatching)
_WORDS = "|".join(map(contract, (str(DCTERMS.title), str(DCTERMS.creator), str(DCTERMS.issued))))

Row = Mapping[str, str]


def rows_of(outcome: Outcome, day: str) -> list[Row]:
    """Return the rows that say what was found, one for each record.

    Args:
        outcome: A link that was found.
        day: The day on which it was found.
    """
    return [row for one in outcome.candidates if (row := _row(outcome, one, day))]


def _row(outcome: Outcome, one: Candidate, day: str) -> Row | None:
    named = scheme_of_address(one.iri)
    if named is None or named[0].space is None:
        return None
    scheme = named[0]
    fields = contract(str(DCTERMS.identifier)) if one.shared else _WORDS
    service = SERVICES.get(outcome.service)
    row = {
        "subject_id": contract(thing("publication", outcome.work.key).value),
        "subject_label": outcome.work.label,
        "predicate_id": contract(scheme.relation),
        "object_id": f"{scheme.name}:{one.iri.removeprefix(scheme.space or '')}",
        "object_label": " ".join(one.title.split()),
        "mapping_justification": contract(_BY_IDENTIFIER if one.shared else _BY_WORDS),
        "object_source": service.home if service else (scheme.space or ""),
        "object_source_version": one.version,
        "mapping_tool": "atlas-kg link",
        "mapping_tool_version": __version__,
        "mapping_date": day,
        "confidence": f"{one.confidence:.4f}".rstrip("0").rstrip("."),
        "subject_match_field": fields,
        "object_match_field": fields,
        "match_string": one.shared,
        "see_also": one.source,
        "comment": one.note,
    }
    return {name: text for name, text in row.items() if text}


def text_of(known: MappingSet | None, head: str, rows: Iterable[Row]) -> str:
    """Return the text of the file.

    Args:
        known: The set as it stands, if it is there.
        head: The lines of its head, if it is there.
        rows: What was found.

    Returns:
        Its head, and all rows in the order of publications and records.
    """
    old = known.mappings if known else ()
    columns = list(old[0].columns) if old else []
    # A column that nobody has filled yet is left out, as long as the file has none.
    new = list(rows)
    filled = {name for row in new for name in row}
    columns += [name for name in COLUMNS if name in filled and name not in columns]
    columns.sort(key=lambda name: COLUMNS.index(name) if name in COLUMNS else len(COLUMNS))
    lines = [dict(mapping.values) for mapping in old]
    prefixes = known.prefixes if known else {}
    pairs = {_pair(line, prefixes) for line in lines}
    spaces = {scheme.name: scheme.space or "" for scheme in _LINKABLE}
    for row in new:
        expanded = _pair(row, {**spaces, "atlas-id": PREFIXES["atlas-id"]})
        if expanded not in pairs:
            pairs.add(expanded)
            lines.append(dict(row) if not known else _written_out(row, prefixes))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    lines.sort(key=lambda line: (line["subject_id"], line["object_id"]))
    writer.writerows([line.get(name, "") for name in columns] for line in lines)
    return (head or _new_head()) + stream.getvalue()


def _new_head() -> str:
    spaces = sorted((scheme.name, scheme.space or "") for scheme in _LINKABLE)
    # YAML takes a text that ends with a colon for a key.
    lines = (f"#  {name}: '{s}'" if s.endswith(":") else f"#  {name}: {s}" for name, s in spaces)
    return _HEAD.format(schemes="\n".join(lines))


def _pair(row: Row, prefixes: Mapping[str, str]) -> tuple[str, str]:
    subject, target = (_expanded(row.get(n, ""), prefixes) for n in ("subject_id", "object_id"))
    return subject, target


def _expanded(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else name


def _written_out(row: Row, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return a row for a file whose head somebody else wrote: IRIs where it lacks the prefix."""
    spaces = {s.name: s.space or "" for s in _LINKABLE} | dict(PREFIXES)
    fixed = dict(row)
    for name in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
        prefix, _, local = row.get(name, "").partition(":")
        if prefix in spaces and prefixes.get(prefix) != spaces[prefix]:
            fixed[name] = spaces[prefix] + local
    return fixed
