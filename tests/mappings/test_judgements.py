"""Who says what of a pair, and how far they agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from atlas_kg.mapping_agreement import mapping_agreement
from atlas_kg.mappings import MappingSet, read_mapping_sets
from atlas_kg.mappings.judgements import differing, judgements
from atlas_kg.namespaces import expand
from tests.mappings.made_up import HEAD, row, table, written

CLOSE, BROAD = expand("skos:closeMatch"), expand("skos:broadMatch")
PAIR = expand("atlas-id:solution/model-cards"), expand("vair:ModelCard")


def sets(folder: Path, *rows: dict[str, str], head: str = HEAD) -> tuple[MappingSet, ...]:
    written(folder, table(*rows, head=head))
    found = read_mapping_sets(folder)
    assert found.findings == ()
    return found.sets


def test_reviewer_confirms_the_row(tmp_path: Path) -> None:
    found = sets(tmp_path, row(reviewer_label="John Roe"))
    assert judgements(found) == {
        PAIR: {"Jane Doe": frozenset({CLOSE}), "John Roe": frozenset({CLOSE})}
    }
    assert differing(found) == frozenset()


def test_software_judges_where_it_is_the_author(tmp_path: Path) -> None:
    head = HEAD + "#mapping_tool: a made-up program\n"
    found = sets(tmp_path, row(author_label=""), row(object_id="vair:Datasheet"), head=head)
    assert [set(by) for by in judgements(found).values()] == [{"a made-up program"}, {"Jane Doe"}]


@pytest.mark.parametrize(
    "other", [{"predicate_id": "skos:broadMatch"}, {"predicate_modifier": "Not"}]
)
def test_who_judges_otherwise_differs(tmp_path: Path, other: dict[str, str]) -> None:
    found = sets(tmp_path, row(), row(author_label="John Roe", **other))
    assert differing(found) == {PAIR}
    (difference,) = mapping_agreement(found).differences
    assert set(difference.said) == {"Jane Doe", "John Roe"}


def test_two_relations_of_one_author_are_one_judgement(tmp_path: Path) -> None:
    both = [row(), row(predicate_id="skos:relatedMatch")]
    found = sets(tmp_path, *both, *(r | {"author_label": "John Roe"} for r in both))
    assert differing(found) == frozenset()


def test_coefficients_are_those_of_coders(tmp_path: Path) -> None:
    names = ["model-cards", "data-cards", "prompting", "fact-checking", "explainable-ai"]
    jane = ["close", "close", "broad", "related", "broad"]
    john = ["close", "broad", "broad", "related", "close"]
    rows = [
        row(
            subject_id=f"atlas-id:solution/{name}",
            predicate_id=f"skos:{match}Match",
            author_label=who,
        )
        for who, matches in (("Jane Doe", jane), ("John Roe", john))
        for name, match in zip(names, matches, strict=True)
    ]
    found = mapping_agreement(sets(tmp_path, *rows))
    assert (found.pairs, found.judges, found.relation.units) == (5, ("Jane Doe", "John Roe"), 5)
    assert found.relation.percent.value == pytest.approx(0.6)
    assert found.relation.kappa.value == pytest.approx(cohen_kappa_score(jane, john))
    assert len(found.differences) == 2
    assert found.relation.alpha.value is not None


def test_one_judge_alone_has_no_agreement(tmp_path: Path) -> None:
    found = mapping_agreement(sets(tmp_path, row()))
    assert (found.relation.units, found.relation.alpha.value) == (0, None)
