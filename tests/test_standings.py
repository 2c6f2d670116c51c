"""Derived statuses are never a finding, and inferred links are what the rule yields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_kg.dataset import Dataset, Sources, load_theory, with_literature
from atlas_kg.findings import Severity
from atlas_kg.knowledge_graph import build, check, reason
from atlas_kg.namespaces import ATLAS, GRAPH_INFERRED, GRAPH_LITERATURE, SHAPE
from atlas_kg.standings import RELIABLE, reliability
from atlas_kg.validation import validate_entailed
from atlas_kg.verification import verify

CODERS = {
    "jane": "HumanCoder",
    "john": "HumanCoder",
    "bot1": "SoftwareCoder",
    "bot2": "SoftwareCoder",
    "book": "PublishedConsensus",
}
SITUATIONS = (("ModelDevelopment", "Model"), ("ModelSelection", "Model"))
MECHANISMS = ("Monitoring", "Bonding")
SOLUTIONS = ("logs", "cards")
PUBLICATIONS = ("Doe2025", "Roe2025")
Said = dict[str, str]


@dataclass(frozen=True)
class Corpus:
    """What coders and an adjudicator wrote, by coder and publication."""

    codings: dict[tuple[str, str], list[Said]]
    absences: dict[tuple[str, str], list[Said]]
    decisions: dict[str, tuple[list[str], str]]
    judge: str = "judge"

    def write(self, folder: Path) -> Path:
        """Write it as contributed files."""

        def put(place: str, **content: object) -> None:
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump({"schema": 1, **content}), "utf-8")

        for key in PUBLICATIONS:
            put(
                f"publications/{key}.yaml",
                label=f"{key[:3]} ({key[3:]})",
                title=f"Title {key}",
                authors=["Doe, Jane"],
                year=2025,
                type="Preprint",
                url=f"https://example.org/{key}",
            )
        for solution in SOLUTIONS:
            put(
                f"solutions/{solution}.yaml",
                label=solution.title(),
                definition="Something that helps.",
                sources=["Doe2025"],
            )
        for coder, kind in {**CODERS, "judge": "HumanCoder"}.items():
            put(f"coders/{coder}.yaml", kind=kind, label=coder.title(), description="A coder.")
        for coder, key in {*self.codings, *self.absences}:
            lists = {
                "codings": self.codings.get((coder, key)),
                "absences": self.absences.get((coder, key)),
            }
            filled = {name: found for name, found in lists.items() if found}
            if filled:
                put(f"codings/{coder}/{key}.yaml", **filled)
        for key, (between, stands) in self.decisions.items():
            decision = {
                "id": "decision",
                "codings": between,
                "decision": stands,
                "reason": "It is so.",
                "by": self.judge,
                "date": "2026-11-28T00:00:00Z",
            }
            put(f"adjudications/{key}.yaml", adjudications=[decision])
        return folder


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    codings: dict[tuple[str, str], list[Said]] = {}
    absences: dict[tuple[str, str], list[Said]] = {}
    status = st.sampled_from(["", "", "", "Proposed", "Retracted"])
    for coder, key in product(CODERS, PUBLICATIONS):
        chosen = draw(
            st.lists(
                st.sampled_from([*product(SITUATIONS, MECHANISMS, SOLUTIONS)]),
                max_size=2,
                unique=True,
            )
        )
        codings[coder, key] = [
            {
                "id": f"s{number}",
                "statement": "It says so.",
                "phase": phase,
                "target": target,
                "mechanism": mechanism,
                "solution": solution,
                "section": "1",
            }
            | ({"status": written} if (written := draw(status)) else {})
            for number, ((phase, target), mechanism, solution) in enumerate(chosen)
        ]
        phase = draw(st.sampled_from(["", "ModelSelection"]))
        stated = {said["phase"] for said in codings[coder, key] if "status" not in said}
        # Who states something does not say of the same that there is nothing.
        if phase not in stated and (phase or not stated) and draw(st.integers(0, 2)) == 0:
            absences[coder, key] = [
                {"id": "none", "statement": "Nothing is hidden."}
                | ({"phase": phase} if phase else {})
            ]
    decisions = {}
    for key in PUBLICATIONS:
        coded = [
            f"{key}.{coder}.{said['id']}"
            for coder in CODERS
            for said in codings[coder, key]
            if "status" not in said
        ]
        if len(coded) > 1 and draw(st.booleans()):
            between = draw(st.lists(st.sampled_from(coded), min_size=2, max_size=3, unique=True))
            decisions[key] = (between, draw(st.sampled_from(between)))
    return Corpus(codings, absences, decisions)


@pytest.fixture(scope="module")
def bare_theory() -> Dataset:
    return load_theory(Sources.carried())


def objects(dataset: Dataset, name: str) -> dict[str, str]:
    quads = dataset.store.quads_for_pattern(None, ox.NamedNode(ATLAS[name]), None, None)
    return {
        quad.subject.value.rpartition("/")[2]: quad.object.value.rpartition("#")[2]
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }


def pairs(dataset: Dataset, name: str, graph: ox.NamedNode) -> set[tuple[str, str]]:
    quads = dataset.store.quads_for_pattern(None, ox.NamedNode(ATLAS[name]), None, graph)
    return {(_end(str(quad.subject)), _end(str(quad.object))) for quad in quads}


def _end(iri: str) -> str:
    return iri.strip("<>").replace("#", "/").rpartition("/")[2]


def read_off(corpus: Corpus, statuses: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the links that a reader takes from the statuses, without any reasoning."""
    names = {"Accepted": "implements", "Tentative": "tentativelyImplements"}
    for (coder, key), codings in corpus.codings.items():
        for said in codings:
            status = statuses[f"{key}.{coder}.{said['id']}"]
            if status in names:
                yield said["solution"], names[status], said["mechanism"]


@settings(max_examples=25)
@given(corpus=corpora())
def test_derived_status_is_no_finding_and_links_follow_from_it(
    corpus: Corpus, bare_theory: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = corpus.write(tmp_path_factory.mktemp("corpus"))
    dataset = with_literature(bare_theory, folder)
    status = str(ATLAS.hasStatus)
    about = [
        finding
        for finding in check(dataset)
        if finding.severity is Severity.VIOLATION
        and (finding.field == "status" or (finding.result and finding.result.path == status))
    ]
    assert about == []
    statements = sum(map(len, (*corpus.codings.values(), *corpus.absences.values())))
    quads = dataset.store.quads_for_pattern(None, ox.NamedNode(status), None, GRAPH_LITERATURE)
    assert len(list(quads)) == statements
    disagreements = pairs(dataset, "disagreesWith", GRAPH_LITERATURE)
    assert disagreements == {(other, one) for one, other in disagreements}
    reason(dataset)
    assert validate_entailed(dataset).findings == () or all(
        finding.severity is not Severity.VIOLATION
        for finding in validate_entailed(dataset).findings
    )
    found = {
        (solution, name, mechanism)
        for name in ("implements", "tentativelyImplements")
        for solution, mechanism in pairs(dataset, name, GRAPH_INFERRED)
    }
    assert found == set(read_off(corpus, objects(dataset, "hasStatus")))


def test_finding_about_a_derived_status_names_its_line_and_says_why(
    bare_theory: Dataset, tmp_path: Path
) -> None:
    said = {
        "id": "logs",
        "statement": "It says so.",
        "phase": "ModelDevelopment",
        "target": "Model",
        "mechanism": "Monitoring",
        "solution": "logs",
        "section": "1",
    }
    folder = Corpus({("jane", "Doe2025"): [said]}, {}, {}).write(tmp_path)
    dataset = with_literature(bare_theory, folder)
    coding = "https://w3id.org/llm-atlas/id/coding/Doe2025.jane.logs"
    accepted = [ox.NamedNode(ATLAS[name]) for name in ("hasStatus", "Accepted", "Tentative")]
    for quad in list(dataset.store.quads_for_pattern(None, accepted[0], accepted[2], None)):
        dataset.store.remove(quad)
    dataset.store.add(ox.Quad(ox.NamedNode(coding), accepted[0], accepted[1], GRAPH_LITERATURE))
    (finding,) = [f for f in check(replace(dataset)) if f.focus == coding]
    assert str(finding.location).endswith("codings/jane/Doe2025.yaml:2")
    assert finding.advice.endswith(
        "Nobody wrote what stands now; it follows: No second coder has coded the publication."
    )


def said_alike(coders: Iterable[str], **changed: str) -> dict[tuple[str, str], list[Said]]:
    """The same codings of several coders: two in one paper, one in the other."""
    first = {
        "id": "logs",
        "statement": "It says so.",
        "phase": "ModelDevelopment",
        "target": "Model",
        "mechanism": "Monitoring",
        "solution": "logs",
        "section": "1",
    }
    second = first | {"id": "cards", "phase": "ModelSelection", "solution": "cards"}
    return {
        (coder, key): ([first, second] if key == "Doe2025" else [first | changed])
        for coder in coders
        for key in PUBLICATIONS
    }


def test_low_agreement_over_all_is_one_warning(bare_theory: Dataset, tmp_path: Path) -> None:
    codings = said_alike(["jane"]) | said_alike(["john"], mechanism="Bonding")
    folder = Corpus(codings, {}, {}).write(tmp_path)
    (finding,) = reliability(with_literature(bare_theory, folder).comparison)
    assert finding.severity is Severity.WARNING
    assert finding.problem == (
        "Coders agree too little over all: Krippendorff's alpha is 0.000 for the mechanism, "
        "below 0.667, so that 4 codings on which they agree stay tentative."
    )
    assert "atlas-kg agree" in finding.advice
    assert "atlas-kg adjudicate" in finding.advice
    told = [found for found in verify(data=folder).findings if found.rule == RELIABLE]
    assert told == [finding]
    carried = Sources.carried()
    graph = build(Sources(carried.ontology, carried.shapes, folder))
    assert [found for found in graph.findings if found.rule == RELIABLE] == [finding]


def test_one_file_of_a_program_takes_no_agreement_of_people_away(
    bare_theory: Dataset, tmp_path: Path
) -> None:
    codings = said_alike(["jane", "john"])
    codings["bot1", "Roe2025"] = said_alike(["bot1"], target="ModelOutput")["bot1", "Roe2025"]
    dataset = with_literature(bare_theory, Corpus(codings, {}, {}).write(tmp_path))
    assert reliability(dataset.comparison) == ()
    status = objects(dataset, "hasStatus")
    assert {status[f"Doe2025.{coder}.logs"] for coder in ("jane", "john")} == {"Accepted"}
    assert {status[f"Roe2025.{coder}.logs"] for coder in ("jane", "john", "bot1")} == {"Disputed"}


@pytest.mark.parametrize("judge", ["bot1", "bot2"])
def test_adjudication_by_a_program_is_a_violation_and_has_no_effect(
    judge: str, bare_theory: Dataset, tmp_path: Path
) -> None:
    codings = said_alike(["bot1"]) | said_alike(["jane"], mechanism="Bonding")
    names = ["Roe2025.bot1.logs", "Roe2025.jane.logs"]
    decided = {"Roe2025": (names, names[0])}
    dataset = with_literature(bare_theory, Corpus(codings, {}, decided, judge).write(tmp_path))
    status = objects(dataset, "hasStatus")
    assert [status[name] for name in names] == ["Disputed", "Disputed"]
    shapes = {f.shape for f in check(dataset) if f.severity is Severity.VIOLATION}
    assert shapes == {str(SHAPE.HumanAdjudicator)}


def test_what_agrees_may_be_confirmed(bare_theory: Dataset, tmp_path: Path) -> None:
    codings = said_alike(["jane"]) | said_alike(["john"], mechanism="Bonding")
    names = ["Doe2025.jane.logs", "Doe2025.john.logs"]
    folder = Corpus(codings, {}, {"Doe2025": (names, names[0])}).write(tmp_path / "closed")
    dataset = with_literature(bare_theory, folder)
    status = objects(dataset, "hasStatus")
    assert [status[name] for name in names] == ["Accepted", "Tentative"]
    about = {str(SHAPE[name]) for name in ("AdjudicatedDifference", "OverruledCoding")}
    assert about.isdisjoint(found.shape for found in check(dataset))
    (finding,) = reliability(dataset.comparison)
    assert "3 codings" in finding.problem
    alike = said_alike(["jane", "john"])
    needless = Corpus(alike, {}, {"Doe2025": (names, names[0])}).write(tmp_path / "open")
    broken = {found.shape for found in check(with_literature(bare_theory, needless))}
    assert broken & about == {str(SHAPE.AdjudicatedDifference)}
