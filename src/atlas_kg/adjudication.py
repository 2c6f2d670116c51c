"""Adjudication: where coders differ and nobody has decided yet, and the record of a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.agreement.settlement import State
from atlas_kg.agreement.statement import Standing
from atlas_kg.contribution import Contribution
from atlas_kg.dataset import Dataset
from atlas_kg.findings import Finding
from atlas_kg.literature import CODINGS, read_files
from atlas_kg.model import Record
from atlas_kg.namespaces import thing
from atlas_kg.neighbourhood import codings_of, keys
from atlas_kg.standings import compared

__all__ = ["Compared", "Disagreement", "coded_by_several", "compare", "decision"]

_ABSENCE, _ADJUDICATIONS = "absence", "adjudications"


@dataclass(frozen=True)
class Disagreement:
    """What coders say about the same thing, where they differ and nobody has decided.

    Attributes:
        publication: The key of the publication.
        statements: The statements, as they stand in the files, in the order of their coders.
        differing: The variables in which they differ; none where only one coder makes a statement
            and others, who coded the publication, do not.
    """

    publication: str
    statements: tuple[Record, ...]
    differing: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which an adjudication speaks of the statements."""
        return tuple(map(_name, self.statements))


@dataclass(frozen=True)
class Compared:
    """What coders say about some publications.

    Attributes:
        disagreements: The open disagreements, by the key of the publication.
        one_sided: What only one coder states of those who coded the publication, by its key.
        agreed: What several state alike, by its key. A decision accepts it where it is tentative,
            since coders agree too little over all, or since only programs state it.
        standings: How statements stand, by the name by which an adjudication speaks of them.
        findings: What could not be read.
    """

    disagreements: Mapping[str, tuple[Disagreement, ...]]
    one_sided: Mapping[str, tuple[Disagreement, ...]]
    agreed: Mapping[str, tuple[Disagreement, ...]]
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
    settled = comparison.settlement
    found: dict[str, dict[State, list[Disagreement]]] = {}
    for key in asked:
        found[key] = {state: [] for state in State}
        for unit in comparison.units.get(thing("publication", key).value, ()):
            left = settled.left(unit)
            said = tuple(records[one.iri] for one in left.statements)
            one = Disagreement(key, said, tuple(variable.value for variable in left.differing))
            if one.differing:
                found[key][State.OPEN].append(one)
            elif settled.can_be_accepted(unit):
                is_alone = len({each.coder for each in left.statements}) == 1
                found[key][State.ONE_SIDED if is_alone else State.AGREED].append(one)
    standings = {_name(records[iri]): one for iri, one in comparison.standings().items()}
    listed = {state: {key: tuple(found[key][state]) for key in asked} for state in State}
    return Compared(
        listed[State.OPEN],
        listed[State.ONE_SIDED],
        listed[State.AGREED],
        standings,
        read.findings,
    )


def decision(
    theory: Dataset,
    disagreement: Disagreement,
    said: Mapping[str, tuple[str, ...]],
    others: Iterable[Disagreement] = (),
) -> Contribution:
    """Return the record of a decision, as somebody would fill it in.

    Args:
        theory: The shapes.
        disagreement: What is decided.
        said: The decision itself: ``decision``, ``by``, ``reason``, and what else was said.
        others: All open disagreements about the publication. Who decides that it holds no agency
            problem decides against all that contradicts this, not against one statement only.
    """
    by = next(iter(said.get("by", ())), "")
    stands = next(iter(said.get("decision", ())), "")
    decided = [disagreement]
    if stands.startswith(f"{_ABSENCE}/"):
        decided += [one for one in others if stands in one.names and one != disagreement]
    names = list(dict.fromkeys(name for one in decided for name in one.names))
    rest = [name for name in names if name.split(".")[1] != by]
    # Who codes anew in order to decide is none of those who differ.
    is_new = stands not in rest and len({name.split(".")[1] for name in rest}) > 1
    shape = theory.record_shapes.by_kind["adjudication"]
    named = tuple(rest if is_new else names)
    return Contribution(
        shape, {"publication": (disagreement.publication,), "codings": named, **said}
    )


def _name(record: Record) -> str:
    return record.slug if record.kind == "coding" else f"{record.kind}/{record.slug}"
