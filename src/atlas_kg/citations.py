"""Citations among the publications of the graph: tables of who cites whom, and who says so.

``data/citations/<source>.csv`` has a row for each citation. In the graph ``links`` it becomes
``cito:cites`` and a ``cito:Citation``, which tells where and when the citation was read. See
https://sparontologies.github.io/cito/.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, XSD

from atlas_kg.corpus.tables import Row, read_table
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, Location, advice
from atlas_kg.lifting import Origin
from atlas_kg.literature import CITATIONS, SLUG
from atlas_kg.mappings import Links
from atlas_kg.mappings.triples import Key, english, line, node, typed
from atlas_kg.namespaces import CITO, PAV, RDFS, THING, expand, thing
from atlas_kg.source_rules import ENTRIES, NAMES, PLACES, VALUES
from atlas_kg.suggestions import nearest

__all__ = ["COLUMNS", "Citation", "Citations", "citation_links", "read_citations", "table"]

COLUMNS = ("citing", "cited", "source", "retrieved")
"""The columns of a table."""

_DATE = re.compile("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_CITATION = f"{THING}citation/"


@dataclass(frozen=True, order=True)
class Citation:
    """A citation of one publication by another.

    Attributes:
        citing: The key of the publication that cites.
        cited: The key of the publication that is cited.
        source: The IRI or CURIE of what tells of it.
        retrieved: The day on which it was read there, as ``2026-01-31``.
    """

    citing: str
    cited: str
    source: str
    retrieved: str


@dataclass(frozen=True)
class Citations:
    """The citations of all tables.

    Attributes:
        rows: By the name of its table, each citation and where it stands.
        findings: What could not be read.
    """

    rows: tuple[tuple[str, Citation, Row], ...] = ()
    findings: tuple[Finding, ...] = ()


def read_citations(data: Path, publications: Container[str]) -> Citations:
    """Read the tables of citations.

    Args:
        data: The folder that holds ``citations/``, which may be missing.
        publications: The keys of the publications of the graph.

    Returns:
        The rows in which nothing is wrong, and a finding for each that is left out.
    """
    rows: list[tuple[str, Citation, Row]] = []
    findings: list[Finding] = []
    folder = data / CITATIONS
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        if path.suffix != ".csv" or not SLUG.fullmatch(path.stem):
            findings.append(_misplaced(path))
            continue
        seen: dict[tuple[str, str], int] = {}
        for item in read_table(path, COLUMNS):
            wrong = item if isinstance(item, Finding) else _wrong(item, publications, seen)
            if wrong:
                findings.append(wrong)
            elif isinstance(item, Row):
                rows.append((path.stem, Citation(*item.fields), item))
    return Citations(tuple(rows), tuple(findings))


def citation_links(citations: Citations) -> Links:
    """Return the citations as triples.

    Args:
        citations: The citations.
    """
    lines: list[str] = []
    origins: dict[Key, Origin] = {}
    a, kind, cites = str(RDF.type), node(str(CITO.Citation)), str(CITO.cites)
    citing, cited = str(CITO.hasCitingEntity), str(CITO.hasCitedEntity)
    label, told_by, told_on = str(RDFS.label), str(PAV.retrievedFrom), str(PAV.retrievedOn)
    date_time = str(XSD.dateTime)
    for name, one, row in citations.rows:
        first, second = (thing("publication", key).value for key in (one.citing, one.cited))
        iri = f"{_CITATION}{one.citing}.{one.cited}.{name}"
        lines += (
            line(first, cites, node(second)),
            line(iri, a, kind),
            line(iri, label, english(f"{one.citing} cites {one.cited} ({name})")),
            line(iri, citing, node(first)),
            line(iri, cited, node(second)),
            line(iri, told_by, node(expand(one.source))),
            # HermiT, which many use, stops at a date without a time.
            line(iri, told_on, typed(f"{one.retrieved}T00:00:00Z", date_time)),
        )
        origin = Origin(Location(row.table, row.line), "cited", one.cited)
        origins[iri, None, None] = origin
        origins.setdefault((first, cites, second), origin)
    return Links("".join(lines), origins)


def table(citations: Iterable[Citation]) -> str:
    """Return the text of a table: one row for each pair, sorted, the row that is given first."""
    first: dict[tuple[str, str], Citation] = {}
    for one in citations:
        first.setdefault((one.citing, one.cited), one)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (one.citing, one.cited, one.source, one.retrieved) for one in sorted(first.values())
    )
    return stream.getvalue()


def _misplaced(path: Path) -> Finding:
    return Finding(
        "This file lies where no contributed file is expected.",
        f"Put here <name>.csv with the columns {', '.join(COLUMNS)}; the name may hold letters, "
        "digits, '-' and '_'.",
        Location(path),
        rule=PLACES,
    )


def _wrong(
    row: Row, publications: Container[str], seen: dict[tuple[str, str], int]
) -> Finding | None:
    citing, cited, source, retrieved = row.fields
    for number, key in enumerate((citing, cited)):
        if key not in publications:
            known = publications if isinstance(publications, Iterable) else ()
            return Finding(
                f"There is no publication '{key[:80]}'.",
                advice("Name publications by the keys of their files.", nearest(key, list(known))),
                row.place(number),
                COLUMNS[number],
                value=key,
                rule=NAMES,
            )
    problems = dict(_problems(citing, cited, source, retrieved))
    if problems:
        column, (problem, what) = next(iter(problems.items()))
        place = row.place(COLUMNS.index(column))
        return Finding(problem, what, place, column, value=None, rule=VALUES)
    if (before := seen.setdefault((citing, cited), row.line)) != row.line:
        return Finding(
            f"The same citation stands in line {before}.",
            "Keep one of the two rows.",
            row.place(),
            "citing",
            rule=ENTRIES,
        )
    return None


def _problems(
    citing: str, cited: str, source: str, retrieved: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    if citing == cited:
        yield "cited", ("A publication does not cite itself.", "Remove the row.")
    try:
        expand(source)
    except UsageError:
        yield (
            "source",
            (
                f"'{source[:80]}' is no source.",
                (
                    "Write the IRI of what tells of the citation, such as https://openalex.org/W10,"
                    " or atlas-id:publication/<key> for the publication's own references."
                ),
            ),
        )
    if not _DATE.fullmatch(retrieved):
        yield (
            "retrieved",
            (
                f"'{retrieved[:80]}' is no date.",
                "Write the day on which the source was read, such as 2026-01-31.",
            ),
        )
