"""What changed between two releases is told, and why the map changed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pyoxigraph as ox
import pytest

from atlas_kg.blank_nodes import differences
from atlas_kg.errors import UsageError
from atlas_kg.history import Comparison, Release, compare, read_release, render_comparison
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import (
    ATLAS,
    GRAPH_INFERRED,
    GRAPH_LITERATURE,
    GRAPH_ONTOLOGY,
    RDFS,
    THING,
    thing,
)
from atlas_kg.release import export

Run = Callable[..., CompletedProcess[str]]

PAPER = """\
schema: 1
label: Doe (2025)
title: An invented paper
authors: ['Doe, Jane']
year: 2025
type: Preprint
url: https://example.org/doe2025
"""
CODER = "schema: 1\nkind: HumanCoder\nlabel: {}\ndescription: A fictitious coder.\n"
CODING = """\
schema: 1
codings:
  - id: watched-training
    statement: 'Checkpoints are evaluated while a model is fine-tuned.'
    phase: ModelDevelopment
    target: Model
    mechanism: {}
    solution: alignment-benchmarks
    section: '2'
    status: {}
"""
ADJUDICATION = """\
schema: 1
adjudications:
  - id: watched-training
    codings: [Doe2025.jane.watched-training, Doe2025.john.watched-training]
    decision: Doe2025.jane.watched-training
    by: jane
    reason: 'Nobody is rewarded.'
    date: '2026-01-01T00:00:00Z'
"""
CELL = "Model development × Monitoring"


@pytest.fixture(scope="module")
def seed(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of release files."""
    folder = tmp_path_factory.mktemp("seed")
    export(graph, folder)
    return folder


@pytest.fixture(scope="module")
def before(seed: Path) -> Release:
    return read_release(seed)


def coded(data: Path, **codings: tuple[str, str]) -> Path:
    """Put a paper and its codings into data: by coder, the mechanism and the status."""
    write(data / "publications" / "Doe2025.yaml", PAPER)
    for coder, label in (("jane", "Jane Doe"), ("john", "John Roe")):
        write(data / "coders" / f"{coder}.yaml", CODER.format(label))
    for coder, coding in codings.items():
        write(data / "codings" / coder / "Doe2025.yaml", CODING.format(*coding))
    return data


def write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")


def changed(release: Release, add: list[ox.Quad], remove: list[ox.Quad]) -> Release:
    """A release with other quads, reasoned anew."""
    store = ox.Store()
    store.extend(quad for quad in release.store if quad.graph_name != GRAPH_INFERRED)
    for quad in remove:
        store.remove(quad)
    store.extend(add)
    return Release("changed", store)


def reread(release: Release, folder: Path) -> Release:
    file = folder / "changed.trig"
    release.store.dump(file, format=ox.RdfFormat.TRIG)
    return read_release(file)


def turns(comparison: Comparison, kind: str) -> dict[str, str]:
    return {
        change.iri.removeprefix(THING): str(change.turn)
        for change in comparison.statements
        if change.kind == kind
    }


def reasons(comparison: Comparison) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    return {cell.label: (cell.before, cell.after, cell.reasons) for cell in comparison.cells}


def test_release_and_the_data_it_was_made_from_are_the_same(
    before: Release, graph: KnowledgeGraph
) -> None:
    comparison = compare(before, Release("data", graph.store))
    assert not comparison.differs
    assert comparison.versions == ("0.1.0", "0.1.0")


def test_two_agreeing_coders_fill_a_gap(before: Release, data: Path) -> None:
    accepted = ("Monitoring", "Accepted")
    comparison = compare(before, read_release(coded(data, jane=accepted, john=accepted)))
    assert turns(comparison, "coding") == {
        "coding/Doe2025.jane.watched-training": "added",
        "coding/Doe2025.john.watched-training": "added",
    }
    assert turns(comparison, "publication") == {"publication/Doe2025": "added"}
    ((was, now, why),) = reasons(comparison).values()
    assert (was, now) == ("gap", "supported")
    (reason,) = why
    assert reason == (
        "the codings of Doe (2025) by Jane Doe and John Roe agree "
        "(‘Checkpoints are evaluated while a model is fine-tuned.’)"
    )
    assert [" ".join(link.labels) for link in comparison.links if link.appeared] == [
        "Monitoring applied against Hidden action in model development",
        "Alignment benchmarks addresses Hidden action in model development",
        "Alignment benchmarks implements Monitoring",
    ]


def test_adjudication_fills_a_gap(before: Release, data: Path) -> None:
    coded(data, jane=("Monitoring", "Accepted"), john=("Bonding", "Disputed"))
    write(data / "adjudications" / "Doe2025.yaml", ADJUDICATION)
    comparison = compare(before, read_release(data))
    assert list(turns(comparison, "adjudication").values()) == ["added"]
    (told,) = reasons(comparison)[CELL][2]
    assert "an adjudication by Jane Doe decided for the coding of Doe (2025) by Jane Doe" in told


def test_change_of_status_and_retraction_undo_it(data: Path, tmp_path: Path) -> None:
    accepted = ("Monitoring", "Accepted")
    full = read_release(coded(data, jane=accepted, john=accepted))
    later = coded(
        shutil.copytree(data, tmp_path / "later"),
        jane=("Monitoring", "Tentative"),
        john=("Monitoring", "Retracted"),
    )
    comparison = compare(full, read_release(later))
    assert turns(comparison, "coding") == {
        "coding/Doe2025.jane.watched-training": "changed",
        "coding/Doe2025.john.watched-training": "retracted",
    }
    (field,) = next(c.fields for c in comparison.statements if c.turn == "changed")
    assert (field.before, field.after) == (("Accepted",), ("Tentative",))
    was, now, why = reasons(comparison)[CELL]
    assert (was, now) == ("supported", "gap")
    assert [reason.partition(" (‘")[0] for reason in why] == [
        "the coding of Doe (2025) by Jane Doe has status Tentative now, not Accepted",
        "the coding of Doe (2025) by John Roe has status Retracted now, not Accepted",
    ]


def test_change_of_status_names_who_caused_it(data: Path) -> None:
    """Why a status follows is told with its change; by itself it is none."""
    text = CODING.replace("    status: {}\n", "").format("Monitoring")
    write(coded(data) / "codings" / "jane" / "Doe2025.yaml", text)
    one = read_release(data)
    write(data / "codings" / "john" / "Doe2025.yaml", text)
    two = read_release(data)
    ((field,),) = [c.fields for c in compare(one, two).statements if c.turn == "changed"]
    assert (field.before, field.after) == (("Tentative",), ("Accepted",))
    assert "john" in str(field.reason).lower()
    assert f"({str(field.reason)[:-1]})" in render_comparison(compare(one, two), "text")
    explained = [q for q in two.store if q.predicate.value == str(ATLAS.explainsStatus)]
    assert explained
    assert not compare(two, changed(two, [], explained)).statements


def test_language_is_told_where_it_alone_changed(before: Release) -> None:
    solution = thing("solution", "data-cards")
    label = ox.NamedNode(str(RDFS.label))
    (old,) = before.store.quads_for_pattern(solution, label, None, GRAPH_LITERATURE)
    assert isinstance(old.object, ox.Literal)
    named = ox.Literal(old.object.value, language="de")
    new = ox.Quad(solution, label, named, GRAPH_LITERATURE)
    (change,) = compare(before, changed(before, [new], [old])).statements
    (field,) = change.fields
    assert (field.before, field.after) == ((str(old.object),), (str(named),))


def test_what_is_gone_is_retracted(before: Release, data: Path) -> None:
    accepted = ("Monitoring", "Accepted")
    full = read_release(coded(data, jane=accepted, john=accepted))
    comparison = compare(full, before)
    assert set(turns(comparison, "coding").values()) == {"retracted"}
    assert {why.partition(" (‘")[0] for why in reasons(comparison)[CELL][2]} == {
        "the coding of Doe (2025) by Jane Doe is gone",
        "the coding of Doe (2025) by John Roe is gone",
    }


def test_other_mechanism_moves_a_statement_from_cell_to_cell(
    before: Release, tmp_path: Path
) -> None:
    mechanism = ox.NamedNode(str(ATLAS.codesMechanism))
    old = [
        quad
        for quad in before.store.quads_for_pattern(None, mechanism, None, GRAPH_LITERATURE)
        if quad.object == ox.NamedNode(str(ATLAS.Monitoring))
    ]
    assert old
    new = [
        ox.Quad(q.subject, q.predicate, ox.NamedNode(str(ATLAS.Bonding)), q.graph_name) for q in old
    ]
    comparison = compare(before, reread(changed(before, new, old), tmp_path))
    assert len(comparison.statements) == len(old)
    assert {change.fields[0].field for change in comparison.statements} == {"codes mechanism"}
    was, now, why = reasons(comparison)["Model deployment and monitoring × Monitoring"]
    assert (was, now) == ("supported", "gap")
    assert all("codes mechanism Bonding now, not Monitoring" in reason for reason in why[:-1])


def test_theory_that_changes_is_told_as_the_reason(before: Release, tmp_path: Path) -> None:
    mitigates, monitoring, action, characteristics = (
        ox.NamedNode(str(ATLAS[name]))
        for name in ("mitigates", "Monitoring", "HiddenAction", "HiddenCharacteristics")
    )
    lost = ox.Quad(monitoring, mitigates, action, GRAPH_ONTOLOGY)
    assert lost in before.store
    name = ox.NamedNode(str(ATLAS.Example))
    label = ox.Literal("example", language="en")
    new = [
        ox.Quad(monitoring, mitigates, characteristics, GRAPH_ONTOLOGY),
        ox.Quad(name, ox.NamedNode(str(RDFS.label)), label, GRAPH_ONTOLOGY),
    ]
    comparison = compare(before, reread(changed(before, new, [lost]), tmp_path))
    assert comparison.statements == ()
    found = {change.iri: str(change.turn) for change in comparison.terms}
    assert found == {name.value: "added", monitoring.value: "changed"}
    assert reasons(comparison)[CELL] == (
        "gap",
        "not applicable",
        ("the ontology no longer states that Monitoring mitigates Hidden action",),
    )
    assert reasons(comparison)["Model selection × Monitoring"] == (
        "not applicable",
        "gap",
        ("the ontology states that Monitoring mitigates Hidden characteristics",),
    )


def test_blank_nodes_compare_by_what_is_said_of_them() -> None:
    text = """
    @prefix : <https://example.org/> .
    :a :b [ :c [ :d 1 ] ; :c _:x ] . _:x :d 2 . :e :b [ :c {} ] .
    """
    one, same, other = (
        list(ox.parse(text.format(value), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
        for value in (1, 1, 2)
    )
    assert differences(one, same) == (set(), set())
    gone, came = differences(one, other)
    assert len(gone) == len(came) == 2
    assert ox.NamedNode("https://example.org/a") not in {t.subject for t in gone | came}


@pytest.mark.parametrize("form", ["text", "md", "json", "csv"])
def test_each_format_tells_statements_cells_and_links(
    form: str, before: Release, data: Path
) -> None:
    accepted = ("Monitoring", "Accepted")
    comparison = compare(before, read_release(coded(data, jane=accepted, john=accepted)))
    text = render_comparison(comparison, form)
    for said in (
        CELL,
        "Watched training (Doe2025, by jane)",
        "Jane Doe and John Roe agree",
        "implements",
    ):
        assert said in text
    if form == "json":
        content = json.loads(text)
        assert content["differs"]
        assert content["cells"][0]["after"] == "supported"
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["part"] for row in rows} == {"statement", "cell", "link"}
        assert {row["coder"] for row in rows} == {"", "Jane Doe", "John Roe"}


def test_only_the_first_of_many_are_told_to_people(before: Release, tmp_path: Path) -> None:
    label = ox.NamedNode(str(RDFS.label))
    names = [thing("publication", f"Doe{number}") for number in range(50)]
    new = [ox.Quad(name, label, ox.Literal("Doe"), GRAPH_LITERATURE) for name in names]
    comparison = compare(before, reread(changed(before, new, []), tmp_path))
    assert "… and 30 more added" in render_comparison(comparison, "text")
    assert render_comparison(comparison, "csv").count("added") == 50


def test_exit_code_tells_of_a_difference_when_asked(run: Run, seed: Path, data: Path) -> None:
    write(data / "publications" / "Doe2025.yaml", PAPER)
    assert run("diff", seed, seed, "--exit-code").returncode == 0
    assert run("diff", seed, data).returncode == 0
    done = run("diff", seed / "atlas-kg.trig", data, "--exit-code")
    assert done.returncode == 1
    assert "Publications: 1 added" in done.stdout
    assert "Reading" in done.stderr


def test_format_follows_from_the_file(run: Run, seed: Path, tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    assert run("diff", seed, seed, "-o", file).returncode == 0
    assert json.loads(file.read_text("utf-8"))["differs"] is False


def test_other_syntax_holds_the_same(before: Release, tmp_path: Path) -> None:
    file = tmp_path / "atlas-kg.nq"
    before.store.dump(file, format=ox.RdfFormat.N_QUADS)
    assert not compare(before, read_release(file)).differs


def test_what_is_no_release_is_told(seed: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.trig").write_text("<a> {\n <b> <c> ; ; oops }", "utf-8")
    (tmp_path / "latin.trig").write_bytes(b'<https://example.org/a> <https://b.org/> "\xe9" .')
    (tmp_path / "other.trig").write_text(
        "<https://example.org/g> { <https://example.org/a> a <https://example.org/B> }", "utf-8"
    )
    told = {
        tmp_path / "missing": "There is no",
        tmp_path / "empty": "holds neither atlas-kg.trig nor publications/",
        seed / "atlas-kg.ttl": "is no file of named graphs",
        tmp_path / "broken.trig": r"broken\.trig:[12]:\d+: the file cannot be read",
        tmp_path / "latin.trig": r"latin\.trig.*cannot be read",
        tmp_path / "other.trig": "is no release of atlas-kg: it holds no graph",
    }
    for path, message in told.items():
        with pytest.raises(UsageError, match=message) as error:
            read_release(path)
        assert re.search(r"atlas-kg export", str(error.value))
