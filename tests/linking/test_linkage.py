"""Linking from files and from records, on both engines."""

from __future__ import annotations

import builtins
import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from atlas_kg.errors import UsageError
from atlas_kg.linking import (
    Ambiguous,
    BibliographicRecord,
    Match,
    NoMatch,
    Reference,
    link,
    outcomes,
)

RECORDS = (
    BibliographicRecord(
        "https://openalex.org/W1",
        "Watching Language Models Learn New Tasks in Detail",
        ("Jane Doe", "John Roe"),
        2020,
        ("doi:10.5555/1",),
    ),
    BibliographicRecord("https://openalex.org/W2", "Introduction", ("Ann Poe",), 2019),
    BibliographicRecord("https://openalex.org/W3", "Introduction", ("John Roe",), 2021),
    BibliographicRecord("https://openalex.org/W4", "", (), None),
)
REFERENCES = (
    Reference(
        "one", "Watching {Language} models learn new tasks in detail", ("Doe, J.", "Roe, J."), 2021
    ),
    Reference("none", "A work that no bibliography holds at all", ("Doe, Jane",), 2020),
    Reference("poe", "Introduction", ("Poe, A.",), 2019),
    Reference("either", "Introduction"),
    Reference("identified", "Under another title", identifiers=("doi:10.5555/1",)),
    Reference("line", raw="[3] J. Doe. Watching language models learn new tasks in detail. 2020."),
    Reference("empty"),
)
EXPECTED = {
    "one": "https://openalex.org/W1",
    "none": None,
    "poe": "https://openalex.org/W2",
    "either": None,
    "identified": "https://openalex.org/W1",
    "line": "https://openalex.org/W1",
    "empty": None,
}


def linked(records: object, engine: str) -> dict[str, str | None]:
    answers = link(REFERENCES, records, engine=engine)  # type: ignore[arg-type]
    return {
        answer.reference: answer.candidate.record.id if isinstance(answer, Match) else None
        for answer in answers
    }


def work(record: BibliographicRecord) -> Mapping[str, object]:
    """Return a record as OpenAlex writes it, with fields that are not read."""
    doi = next(iter(record.identifiers), None)
    return {
        "id": record.id,
        "doi": doi and doi.replace("doi:", "https://doi.org/"),
        "title": record.title or None,
        "display_name": record.title or None,
        "publication_year": record.year,
        "language": "en",
        "authorships": [
            {
                "author_position": "first",
                "author": {"id": f"https://openalex.org/A{number}", "display_name": name},
                "institutions": [],
            }
            for number, name in enumerate(record.authors)
        ],
        "cited_by_count": 3,
    }


def lines(path: Path) -> Path:
    text = "".join(json.dumps(work(record)) + "\n" for record in RECORDS)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, "utf-8")
    return path


def table(path: Path) -> Path:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE record (id VARCHAR, title VARCHAR, authors VARCHAR[], year BIGINT, "
            "identifiers VARCHAR[])"
        )
        rows = [
            (each.id, each.title, list(each.authors), each.year, list(each.identifiers))
            for each in RECORDS
        ]
        connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", rows)
        chosen = connection.table("record")
        if path.suffix == ".parquet":
            chosen.write_parquet(str(path))
        else:
            joined = ", array_to_string({0}, '; ') AS {0}"
            names = joined.format("authors") + joined.format("identifiers")
            chosen.project(f"id, title, year{names}").write_csv(str(path))
    return path


def test_records(engine: str) -> None:
    assert linked(iter(RECORDS), engine) == EXPECTED


@pytest.mark.parametrize(
    "name", ["works.jsonl", "works.jsonl.gz", "part_000.gz", "my 'works'.jsonl"]
)
def test_works_of_openalex(name: str, tmp_path: Path) -> None:
    assert linked(lines(tmp_path / name), "duckdb") == EXPECTED


@pytest.mark.parametrize("name", ["records.parquet", "records.csv"])
def test_tables(name: str, tmp_path: Path) -> None:
    assert linked(table(tmp_path / name), "duckdb") == EXPECTED


def test_folder_of_several_forms(engine: str, tmp_path: Path) -> None:
    (tmp_path / "updated_date=2025-01-01").mkdir()
    lines(tmp_path / "updated_date=2025-01-01" / "part_000.gz")
    table(tmp_path / "records.parquet")
    table(tmp_path / "records.csv")
    (tmp_path / "manifest").write_text("not read", "utf-8")
    assert linked(tmp_path, engine) == EXPECTED


def test_table_of_two_columns_is_enough(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_text(f'id,title\n1,"{RECORDS[0].title}"\n2,"a ""quoted"" title"\n', "utf-8")
    assert linked(path, engine)["one"] == "1"


@pytest.mark.parametrize("name", ["works.jsonl", "records.csv", "works.jsonl.gz"])
def test_empty_bibliography(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    text = "id,title\n" if name.endswith("csv") else ""
    path.write_bytes(gzip.compress(b"") if name.endswith("gz") else text.encode())
    assert set(linked(path, "duckdb").values()) == {None}


def test_nothing_to_link(engine: str) -> None:
    assert link([], RECORDS, engine=engine) == ()
    assert link([Reference("r", "A title")], [], engine=engine) == (NoMatch("r", 1.0),)


def test_answers_say_what_they_rest_on() -> None:
    answers = {answer.reference: answer for answer in outcomes(REFERENCES, RECORDS)}
    one, either = answers["one"], answers["either"]
    assert isinstance(one, Match)
    assert tuple(one.candidate.comparison) == ("same", "all", "next")
    assert 0.99 < one.candidate.probability < 1
    assert isinstance(either, Ambiguous)
    assert [each.record.id[-1] for each in either.candidates] == ["2", "3"]


def test_hostile_strings(engine: str) -> None:
    hostile = ["'; DROP TABLE record; --", '"\\', "\x00\n\r\t", "{" * 3_000, "\ud800", "💥" * 500]
    records = [
        BibliographicRecord(f"{number}'\n", f"{text} watching hostile models learn", (text,), 2020)
        for number, text in enumerate(hostile)
    ]
    references = [
        Reference(text, f"{text} watching hostile models learn", (text,), 2020, text)
        for text in hostile
    ]
    answers = link(references, [*records, *RECORDS], engine=engine)
    assert [answer.reference for answer in answers] == hostile
    first = answers[0]
    assert isinstance(first, Match)
    assert first.candidate.record.id == "0'\n"


def test_common_titles_do_not_explode() -> None:
    records = [
        BibliographicRecord(f"{number:05}", "Introduction", (f"Author {number}",), 2020)
        for number in range(3_000)
    ]
    references = [Reference(f"{number}", "Introduction") for number in range(300)]
    named = Reference("named", "Introduction", ("Author 17",), 2020)
    answers = link([*references, named], records)
    assert all(isinstance(answer, NoMatch) for answer in answers[:-1])
    last = answers[-1]
    assert isinstance(last, Match)
    assert last.candidate.record.id == "00017"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("records.csv", "key,name\n1,a\n", "needs 'id' and 'title'"),
        ("records.parquet", "no parquet", "cannot be read"),
        ("works.jsonl", '{"id": "1", "title": "A"}\n\n{"id": \n{}\n', "works.jsonl, line 3 cannot"),
    ],
)
def test_bad_files_are_told(
    name: str, content: str, message: str, engine: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=message):
        link(REFERENCES, path, engine=engine)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("works.jsonl", "no json\n", "line 1 cannot be read: Expecting value at sign 1"),
        ("works.jsonl", "\n[1]\n", "line 2 cannot be read: it is no JSON object"),
        ("works.jsonl", "[" * 100_000 + "\n", "line 1 cannot be read: it nests too deep"),
        ("works.jsonl", "{}\n" + "[" * 100_000 + "\n", "line 2 cannot be read: it nests too deep"),
        ("works.jsonl", '{"id": "1"}\n{"id": "\\ud800"}\n', "line 2 cannot be read: a text in it"),
        ("works.jsonl.gz", "not compressed", "works.jsonl.gz is no whole gzip file"),
        ("works.xlsx", "", "no suffix that tells"),
    ],
)
def test_files_of_no_known_form_are_told(
    name: str, content: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(UsageError, match=message):
        link(REFERENCES, tmp_path / name)


def test_line_and_end_of_a_packed_file_are_told(tmp_path: Path) -> None:
    lines = [f'{{"id": "{number}", "title": "Work {number}"}}\n' for number in range(5000)]
    path = tmp_path / "works.jsonl.gz"
    path.write_bytes(gzip.compress("".join([*lines, '{"id": \n']).encode()))
    with pytest.raises(UsageError, match="line 5001 cannot be read"):
        link(REFERENCES, path)
    whole = gzip.compress("".join(lines).encode())
    for size in (20, len(whole) // 2, len(whole) - 4):
        path.write_bytes(whole[:size])
        with pytest.raises(UsageError, match="is no whole gzip file") as told:
            link(REFERENCES, path)
        assert "works.jsonl.gz, line" not in str(told.value)
    path.write_bytes(gzip.compress(b'{"id": "1", "title": "\xff"}\n'))
    with pytest.raises(UsageError, match="line 1 cannot be read: it is not UTF-8 text"):
        link(REFERENCES, path)


def test_missing_file_and_unknown_engine_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no bibliography"):
        link(REFERENCES, tmp_path / "none.jsonl")
    with pytest.raises(UsageError, match="holds no bibliography"):
        link(REFERENCES, tmp_path)
    with pytest.raises(UsageError, match="Choose one of duckdb, spark"):
        link(REFERENCES, RECORDS, engine="paper")


@pytest.mark.parametrize(
    ("engine", "module", "message"),
    [
        ("spark", "pyspark", r"pip install 'atlas-kg\[spark\]'"),
        ("duckdb", "duckdb", "pip install duckdb"),
    ],
)
def test_missing_library_is_told(
    engine: str, module: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def imported(name: str, *rest: object, **more: object) -> object:
        if name.split(".", maxsplit=1)[0] == module:
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", imported)
    with pytest.raises(UsageError, match=message):
        link(REFERENCES, RECORDS, engine=engine)
