"""Adjudication: where coders differ and nobody has decided yet, and the record of a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from atlas_kg.agreement.standing import Comparison, Standing
from atlas_kg.agreement.statement import StatementKind
from atlas_kg.agreement.units import Unit
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Dataset
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding
from atlas_kg.literature import CODINGS, read_files
from atlas_kg.model import Record
from atlas_kg.namespaces import thing
from atlas_kg.neighbourhood import codings_of, keys
from atlas_kg.standings import compared

__all__ = ["Compared", "Disagreement", "coded_by_several", "compare", "decision"]

_ADJUDICATIONS = "adjudications"


@dataclass(frozen=True)
class Disagreement:
    """Statements of different coders about the same thing that differ, and nobody has decided.

    Attributes:
        publication: The key of the publication.
        statements: The statements, as they stand in the files, in the order of their coders.
        differing: The variables in which they differ.
        is_between_codings: Whether an adjudication can settle it: whether all are codings.
    """

    publication: str
    statements: tuple[Record, ...]
    differing: tuple[str, ...]
    is_between_codings: bool

    @property
    def slugs(self) -> tuple[str, ...]:
        """The names by which an adjudication speaks of the statements."""
        return tuple(record.slug for record in self.statements)


@dataclass(frozen=True)
class Compared:
    """What coders say about some publications.

    Attributes:
        disagreements: The open disagreements, by the key of the publication.
        standings: How statements stand, by the name by which an adjudication speaks of them.
        findings: What could not be read.
    """

    disagreements: Mapping[str, tuple[Disagreement, ...]]
    standings: Mapping[str, Standing]
    findings: tuple[Finding, ...]


def coded_by_several(data: Path) -> tuple[str, ...]:
    """Return the keys of the publications of which several coders have a file, in order.

    Args:
        data: The folder of contributed literature.
    """
    found = Counter(file.stem for file in (data / CODINGS).glob("*/*.yaml"))
    return tuple(sorted(key for key, count in found.items() if count > 1))


def compare(theory: Dataset, data: Path, publications: Iterable[str]) -> Compared:
    """Compare what coders say about publications; nothing else is read.

    Args:
        theory: Ontology and shapes.
        data: The folder of contributed literature.
        publications: The keys of the publications.

    Returns:
        The open disagreements, and how the statements stand with regard to these publications. How
        well coders agree over all is not known here.
    """
    shapes = theory.record_shapes
    asked = tuple(publications)
    files = [Path("coders", f"{key}.yaml") for key in keys(data, "coders")]
    for publication in asked:
        files += codings_of(data, publication).values()
        decided = Path(_ADJUDICATIONS, f"{publication}.yaml")
        files += [decided] if (data / decided).is_file() else []
    read = read_files(data, files, shapes)
    comparison = compared(read.records, theory.store)
    records = {thing(record.kind, record.slug).value: record for record in read.records}
    found = {key: tuple(_open(key, comparison, records)) for key in asked}
    standings = {records[iri].slug: standing for iri, standing in comparison.standings().items()}
    return Compared(found, standings, read.findings)


def decision(
    theory: Dataset, disagreement: Disagreement, said: Mapping[str, tuple[str, ...]]
) -> Contribution:
    """Return the record of a decision, as somebody would fill it in.

    Args:
        theory: The shapes.
        disagreement: What is decided.
        said: The decision itself: ``decision``, ``by``, ``reason``, and what else was said.

    Raises:
        UsageError: The statements are no codings.
    """
    if not disagreement.is_between_codings:
        raise UsageError(
            "An adjudication decides between codings, and one of these says that there is no "
            "agency problem. Let its coder withdraw what is wrong (status: Retracted)."
        )
    by = next(iter(said.get("by", ())), "")
    others = [slug for slug in disagreement.slugs if slug.split(".")[1] != by]
    # Who codes anew in order to decide is none of those who differ.
    codings = others if len(others) > 1 else disagreement.slugs
    shape = theory.record_shapes.by_kind["adjudication"]
    values = {"publication": (disagreement.publication,), "codings": tuple(codings), **said}
    return Contribution(shape, values)


def _open(
    publication: str, comparison: Comparison, records: Mapping[str, Record]
) -> Iterator[Disagreement]:
    iri = thing("publication", publication).value
    stands = frozenset[str]().union(*(a.decides_for for a in comparison.adjudications))
    named = frozenset[str]().union(*(a.adjudicates for a in comparison.adjudications))
    for unit in comparison.units.get(iri, ()):
        rest = tuple(s for s in unit.statements if s.iri in stands or s.iri not in named)
        left = replace(unit, statements=rest)
        if unit.kind is StatementKind.CODING and left.differing:
            yield _disagreement(publication, left, records)


def _disagreement(publication: str, unit: Unit, records: Mapping[str, Record]) -> Disagreement:
    return Disagreement(
        publication,
        tuple(records[said.iri] for said in unit.statements),
        tuple(variable.value for variable in unit.differing),
        all(said.kind is StatementKind.CODING for said in unit.statements),
    )
