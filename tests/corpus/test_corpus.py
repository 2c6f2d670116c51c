"""The corpus: what the tables of works and decisions become, and what is said of broken ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF

from atlas_kg.corpus import Corpus, identifier, read_corpus, title_key
from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.knowledge_graph import KnowledgeGraph, check
from atlas_kg.namespaces import ATLAS, GRAPH_CORPUS, GRAPH_INFERRED, THING, thing

HEAD = "work,title,authors,year,type,category,identifier,url\n"
ABOUT = """schema: 1
label: Made-up list
address: https://example.org/list
licence: https://creativecommons.org/licenses/by/4.0/
retrieved: Written for a test.
"""
DECISIONS = "work,decision,reason,note,at\n"
AT = "2026-01-01T00:00:00Z"


@pytest.fixture
def table(data: Path) -> Callable[[str | bytes], Path]:
    """Writes a list of works; the carried lists are gone."""
    for path in (data / "corpus").iterdir():
        path.unlink()

    def write(rows: str | bytes, head: str = HEAD) -> Path:
        file = data / "corpus" / "made-up.csv"
        content = rows if isinstance(rows, bytes) else (head + rows).encode()
        file.write_bytes(content)
        file.with_suffix(".yaml").write_text(ABOUT, "utf-8")
        return file

    return write


def checked(data: Path) -> list[tuple[str, int, int, str]]:
    found = check(load(Sources.carried(data)))
    return [
        (f.location.file.name, f.location.line, f.location.column, f.problem)
        for f in found
        if f.location
    ]


def test_carried_corpus_has_the_counts_of_its_source(asserted: Dataset) -> None:
    corpus = asserted.corpus
    assert corpus.findings == ()
    assert sum(source.records for source in corpus.lists.values()) == 4554
    assert len(corpus.lists) == 7
    assert len(corpus.works) == 3470
    assert corpus.decisions == (), "nobody of this project screens"


def test_carried_works_are_told_apart_by_identifier(asserted: Dataset) -> None:
    names: dict[str, str] = {}
    for work in asserted.corpus.works.values():
        for text in work.every("identifier"):
            assert identifier(text) == text
            assert names.setdefault(text, work.slug) == work.slug


def test_corpus_takes_no_part_in_reasoning(graph: KnowledgeGraph) -> None:
    inferred = graph.store.quads_for_pattern(None, None, None, GRAPH_INFERRED)
    assert not [q for q in inferred if str(q.subject).startswith(f"<{THING}work/")]
    works = graph.store.quads_for_pattern(
        None, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(ATLAS.IdentifiedWork)), GRAPH_CORPUS
    )
    assert len(list(works)) == 3470


def test_work_of_the_graph_is_linked_by_identifier_or_title(
    table: Callable[[str], Path], data: Path
) -> None:
    table(
        "by-id,Anything,,,,,arxiv:2307.15043,\n"
        "by-title,DATA CARDS — Purposeful and transparent dataset documentation for responsible AI"
        ",,,,,,\nneither,Of nothing in particular,,,,,,\n"
    )
    dataset = load(Sources.carried(data))
    recorded = ox.NamedNode(str(ATLAS.recordedAs))
    found = {
        str(quad.subject).rsplit("/", 1)[1][:-1]: str(quad.object).rsplit("/", 1)[1][:-1]
        for quad in dataset.store.quads_for_pattern(None, recorded, None, GRAPH_CORPUS)
    }
    assert found == {"by-id": "Zou2023", "by-title": "Pushkarna2022"}


def test_same_work_in_two_rows_is_one_work(table: Callable[[str], Path], data: Path) -> None:
    table('one,,,2024,,,,\none,A title of one,"Doe, Jane",,,,,\n')
    corpus = read_corpus(data)
    (work,) = corpus.works.values()
    assert (work.label, work.first("year"), corpus.lists["made-up"].records) == (
        "A title of one",
        "2024",
        2,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("doi:10.48550/arXiv.2307.15043", "arXiv:2307.15043v3"),
        ("doi:https://doi.org/10.1136/BMJ.n71", "doi:10.1136/bmj.n71"),
    ],
)
def test_identifiers_of_one_work_are_one_text(one: str, other: str) -> None:
    assert identifier(one) == identifier(other)


def test_short_titles_tell_nothing_apart() -> None:
    assert title_key("Introduction") is None
    assert title_key("Über die Brücke!") == title_key("uber die brucke")


@pytest.mark.parametrize(
    ("rows", "place", "problem"),
    [
        (b"work,titel,authors,year,type,category,identifier,url\n", (1, 1), "'titel' is not"),
        (b"", (1, 1), "The first line does not name the columns"),
        (HEAD.encode() + b"a,b\n", (2, 1), "The row has 2 fields"),
        (HEAD.encode() + b'a,"never closed,,,,,,\n', (2, 1), "The row that begins here is not CSV"),
        (HEAD.encode() + b'a,qu"ote,,,,,,\n"b"c,,,,,,,\n', (3, 1), "is not CSV"),
        (HEAD.encode() + b"a,nul\x00,,,,,,\n", (2, 6), "The file holds the sign U+0000"),
        (HEAD.encode() + b"a,\xff,,,,,,\n", (2, 1), "The file is not UTF-8 text."),
        (HEAD.encode() + b"a," + b"x" * 1_000_000 + b",,,,,,\n", (2, 1), "The line holds more"),
        (HEAD.encode() + b"a," + b"x" * 30_000 + b",,,,,,\n", (2, 1), "'title' holds 30,000"),
        (HEAD.encode() + b"../a,,,,,,,\n", (2, 1), "'../a' cannot be the name"),
        (HEAD.encode() + b"a,Title,,soon,,,,\n", (2, 10), "wrong value"),
        (HEAD.encode() + b'a,"T, x",,2024,,,10.1/x,\n', (2, 18), "wrong value"),
        (HEAD.encode() + b"a,T,,,,,,javascript:x\n", (2, 10), "wrong value"),
    ],
)
def test_broken_table_is_told_with_its_place(
    table: Callable[[bytes], Path],
    data: Path,
    rows: bytes,
    place: tuple[int, int],
    problem: str,
) -> None:
    table(rows)
    (found,) = checked(data)
    assert found[:3] == ("made-up.csv", *place), found
    assert problem in found[3]


def test_mark_of_byte_order_and_other_line_ends_are_read(
    table: Callable[[bytes], Path], data: Path
) -> None:
    table(b"\xef\xbb\xbf" + (HEAD + "a,A title,,2024,,,,\n").replace("\n", "\r\n").encode())
    assert checked(data) == []
    assert list(read_corpus(data).works) == ["a"]


def test_title_holds_quotes_backslashes_and_lines(table: Callable[[str], Path], data: Path) -> None:
    table('a,"""No"" \\ \'yes\'\u2028and\nmore",,,,,,\nb,Next,,soon,,,,\n')
    ((_, line, column, _),) = checked(data)
    assert (line, column) == (4, 9)
    label = next(
        load(Sources.carried(data)).store.quads_for_pattern(
            thing("work", "a"), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), None
        )
    ).object
    assert label == ox.Literal("\"No\" \\ 'yes'\u2028and\nmore", language="en")


def test_two_works_with_one_identifier_are_found(table: Callable[[str], Path], data: Path) -> None:
    table("a,One,,,,,arxiv:2401.00001,\nb,Two,,,,,arxiv:2401.00001,\n")
    ((file, line, _, _),) = checked(data)
    assert (file, line) == ("made-up.csv", 3)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,One,,,,,arXiv:2401.00001v2,\n", "identifier"),
        ("a,One,,in 2024,,,,\n", "year"),
        ("a,One,,,,,,example.org\n", "url"),
    ],
)
def test_finding_names_the_column(
    table: Callable[[str], Path], data: Path, row: str, column: str
) -> None:
    table(row)
    (finding,) = check(load(Sources.carried(data)))
    assert finding.field == column
    assert column in finding.problem


def test_list_says_what_it_is(table: Callable[[str], Path], data: Path) -> None:
    about = table("a,One,,,,,,\n").with_suffix(".yaml")
    about.write_text(ABOUT.replace("licence", "lisence"), "utf-8")
    found = check(load(Sources.carried(data)))
    assert any("Did you mean 'licence'?" in finding.advice for finding in found)
    assert {f.location.file.name for f in found if f.location} == {"made-up.yaml"}
    about.unlink()
    assert "Nothing is said of this list." in [problem for *_, problem in checked(data)]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"nothing,Included,,,{AT}", "nothing"),
        (f"a,Perhaps,,,{AT}", "Perhaps"),
        (f"a,Excluded,,,{AT}", "gives a reason"),
        (f"a,Included,NoFullText,,{AT}", "inclusion gives none"),
        (f"a,Excluded,NoTimeLeft,,{AT}", "NoTimeLeft"),
        ("a,Included,,,yesterday", "yesterday"),
        (f"a,Included,,,{AT}\na,Included,,,{AT}", "a second time, after line 2"),
    ],
)
def test_wrong_decision_is_told_with_its_line(
    table: Callable[[str], Path], data: Path, row: str, problem: str
) -> None:
    table("a,One,,,,,,\n")
    (data / "screening").mkdir()
    (data / "screening" / "atlas-kg-transcriber.csv").write_text(f"{DECISIONS}{row}\n", "utf-8")
    found = checked(data)
    assert found
    assert {name for name, *_ in found} == {"atlas-kg-transcriber.csv"}
    assert any(problem.lower() in told.lower() for *_, told in found), found


def test_screener_is_a_coder(table: Callable[[str], Path], data: Path) -> None:
    table("a,One,,,,,,\n")
    (data / "screening").mkdir()
    (data / "screening" / "nobody.csv").write_text(f"{DECISIONS}a,Included,,,{AT}\n", "utf-8")
    ((file, *_, problem),) = checked(data)
    assert file == "nobody.csv"
    assert "nobody" in problem


def test_no_tables_are_no_fault(tmp_path: Path) -> None:
    assert read_corpus(tmp_path) == Corpus()
