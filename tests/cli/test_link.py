"""``atlas-kg link``: publications find their records elsewhere, once, and nothing is lost."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.dataset import Sources, load
from atlas_kg.namespaces import GRAPH_LINKS
from tests.concordance.linked import citations, mappings, state
from tests.concordance.scholarly_world import Known, World, scholarly_world
from tests.conftest import COMMAND, environment

Run = Callable[..., CompletedProcess[str]]

WATCHING = Known(
    10, "Watching models learn what they are told", ("Jane Doe",), 2025, "10.5555/w", (11,)
)
SIGNALS = Known(
    11, "Signals that a model sends to those who buy it", ("John Roe",), 2024, "10.5555/s"
)
OTHER = Known(12, "Watching models learn nothing at all", ("Jane Doe",), 2025, "10.5555/o")


def write_publication(data: Path, key: str, title: str, by: str, more: str) -> None:
    folder = data / "publications"
    folder.mkdir(parents=True, exist_ok=True)
    author, year = by.rsplit(" ", 1)
    (folder / f"{key}.yaml").write_text(
        f"schema: 1\nlabel: '{key}'\ntitle: '{title}'\nauthors:\n  - '{author}'\nyear: {year}\n"
        f"type: JournalArticle\n{more}",
        "utf-8",
    )


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Three publications: one with a DOI, one without, and one that nobody knows."""
    data = tmp_path / "few"
    write_publication(data, "Doe2025", WATCHING.title, "Doe, Jane 2025", "doi:\n  - '10.5555/w'\n")
    unidentified = "no_identifier: 'Made for the test.'\n"
    write_publication(data, "Roe2024", SIGNALS.title, "Roe, John 2024", unidentified)
    title = "A thing of which no service has ever heard"
    write_publication(data, "Roe2023", title, "Roe, John 2023", unidentified)
    return data


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and no settings of whoever runs the tests."""
    monkeypatch.setenv("ATLAS_KG_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ATLAS_KG_MAILTO", raising=False)
    return tmp_path / "cache"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with scholarly_world([WATCHING, SIGNALS, OTHER]) as running:
        for name, address in running.settings().items():
            monkeypatch.setenv(name, address)
        yield running


def test_all_services_are_asked_by_identifier_or_title(run: Run, few: Path, world: World) -> None:
    done = run("link", "--data", few, "--mailto", "jane@example.org")
    assert done.returncode == 0, done.stderr
    rows = {(r["subject_id"].rpartition("/")[2], r["object_id"]): r for r in mappings(few)}
    assert set(rows) == {
        ("Doe2025", "omid:br/06010"),
        ("Doe2025", "openalex:W10"),
        ("Doe2025", "orkg:R10"),
        ("Doe2025", "s2:10"),
        ("Doe2025", "wikidata:Q10"),
        ("Roe2024", "openalex:W11"),
        ("Roe2024", "orkg:R11"),
        ("Roe2024", "s2:11"),
        ("Roe2024", "wikidata:Q11"),
    }
    by_identifier, by_title = rows["Doe2025", "openalex:W10"], rows["Roe2024", "openalex:W11"]
    assert by_identifier["mapping_justification"] == "semapv:MappingChaining"
    assert by_identifier["match_string"] == "doi:10.5555/w"
    assert by_title["mapping_justification"] == "semapv:CompositeMatching"
    assert by_title["match_string"] == ""
    for row in rows.values():
        assert row["mapping_tool"] == "atlas-kg link"
        assert row["mapping_tool_version"]
        assert row["mapping_date"]
        assert row["object_source"].startswith("https://")
        assert row["see_also"].startswith(("https://", "http://www.wikidata.org/"))
        assert 0.8 <= float(row["confidence"]) <= 1
    assert rows["Doe2025", "wikidata:Q10"]["predicate_id"] == "owl:sameAs"
    assert rows["Doe2025", "s2:10"]["predicate_id"] == "schema:sameAs"
    assert "Roe2023" in done.stdout
    assert run("validate", few).returncode == 0
    assert all("mailto=jane%40example.org" in path for path in world.of("openalex"))


def test_doi_does_not_say_where_it_is_registered(run: Run, few: Path, world: World) -> None:
    done = run("link", "--data", few, "--only", "crossref", "--format", "json")
    assert done.returncode == 0
    told = {p["publication"]: p["outcome"] for p in json.loads(done.stdout)["publications"]}
    assert told["Doe2025"] == "unlinked"
    assert "/crossref/works/10.5555%2Fw" in world.asked
    asked = len(world.asked)
    assert run("link", "--data", few, "--only", "crossref").returncode == 0
    assert len(world.asked) == asked


@pytest.mark.usefixtures("world")
def test_citations_among_the_works_become_links(run: Run, few: Path) -> None:
    assert run("link", "--data", few).returncode == 0
    (told,) = citations(few, "openalex")
    assert (told["citing"], told["cited"]) == ("Doe2025", "Roe2024")
    assert told["source"] == "https://api.openalex.org/works/doi:10.5555/w"
    store = load(Sources.carried(few)).store
    answer = store.query(
        """PREFIX cito: <http://purl.org/spar/cito/> PREFIX pav: <http://purl.org/pav/>
        SELECT ?source WHERE {
          GRAPH <https://w3id.org/llm-atlas/graph/links> {
            ?citing cito:cites ?cited .
            ?citation cito:hasCitingEntity ?citing ; cito:hasCitedEntity ?cited ;
              pav:retrievedFrom ?source ; pav:retrievedOn ?day
          }
        }"""
    )
    assert [row["source"].value for row in answer] == [told["source"]]  # type: ignore[union-attr]
    assert GRAPH_LINKS.value.endswith("/links")


@pytest.mark.usefixtures("world")
def test_citations_of_opencitations_name_the_citation(run: Run, few: Path) -> None:
    write_publication(few, "Roe2024", SIGNALS.title, "Roe, John 2024", "doi:\n  - '10.5555/s'\n")
    assert run("link", "--data", few, "--only", "opencitations").returncode == 0
    (told,) = citations(few, "opencitations")
    assert (told["citing"], told["cited"]) == ("Doe2025", "Roe2024")
    assert told["source"] == "https://w3id.org/oc/index/ci/06010-06011"


def test_nothing_new_asks_nobody_and_changes_no_file(
    run: Run, few: Path, world: World, cache: Path
) -> None:
    assert run("link", "--data", few).returncode == 0
    asked, before = len(world.asked), state(few)
    first = run("link", "--data", few)
    assert (first.returncode, len(world.asked)) == (0, asked)
    assert state(few) == before
    assert "0 requests sent" in first.stderr
    # What was answered is part of the data, so that it holds without the cache too.
    shutil.rmtree(cache)
    assert run("link", "--data", few).returncode == 0
    assert (len(world.asked), state(few)) == (asked, before)


def test_new_publication_alone_is_asked_about(run: Run, few: Path, world: World) -> None:
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    world.asked.clear()
    write_publication(few, "Doe2026", OTHER.title, "Doe, Jane 2025", "doi:\n  - '10.5555/o'\n")
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    assert [path.split("?")[0] for path in world.asked] == ["/openalex/works/doi:10.5555/o"]
    assert "Doe2026" in {row["subject_id"].rpartition("/")[2] for row in mappings(few)}


def test_work_that_comes_in_later_is_cited_by_those_that_were_there(
    run: Run, few: Path, world: World
) -> None:
    late = few / "publications" / "Roe2024.yaml"
    text = late.read_text("utf-8")
    late.unlink()
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    assert not (few / "citations").exists()
    late.write_text(text, "utf-8")
    world.asked.clear()
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    assert [row["cited"] for row in citations(few, "openalex")] == ["Roe2024"]
    assert not [path for path in world.asked if "10.5555/w" in path]


def test_changed_record_is_asked_about_anew(run: Run, few: Path, world: World) -> None:
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    world.asked.clear()
    write_publication(few, "Roe2023", OTHER.title, "Doe, Jane 2025", "doi:\n  - '10.5555/o'\n")
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    assert len(world.asked) == 1


def test_failures_are_told_by_name_and_tried_again(run: Run, few: Path, world: World) -> None:
    world.broken = {"orkg"}
    done = run("link", "--data", few, "--only", "orkg", "--only", "openalex")
    assert done.returncode == 1
    for key in ("Doe2025", "Roe2024", "Roe2023"):
        assert f"{key}, ORKG: ORKG answered with status 400" in done.stdout
    assert "3 failed" in done.stderr
    assert {row["object_source"] for row in mappings(few)} == {"https://openalex.org/"}
    world.broken = set()
    world.asked.clear()
    again = run("link", "--data", few, "--only", "orkg", "--only", "openalex")
    assert again.returncode == 0, again.stdout
    assert world.of("orkg")
    assert not world.of("openalex")
    assert "orkg:R10" in {row["object_id"] for row in mappings(few)}


@pytest.mark.usefixtures("world")
def test_service_that_is_away_is_left_alone(
    run: Run, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        title = f"Another work with the number {number}"
        more = "no_identifier: 'Made for the test.'\n"
        write_publication(few, f"Doe200{number}", title, "Doe, Jane 2000", more)
    monkeypatch.setenv("ATLAS_KG_OPENALEX_URL", "http://127.0.0.1:9")
    done = run("link", "--data", few, "--only", "openalex", "--format", "json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["counts"]["openalex"] == {"linked": 0, "ambiguous": 0, "unlinked": 0, "failed": 6}
    whys = [one["services"]["openalex"]["why"] for one in told["publications"]]
    assert sum("was not asked" in why for why in whys) == 3
    assert not (few / "lookups").exists()


def test_service_that_refuses_is_left_alone(run: Run, few: Path, world: World) -> None:
    for number in range(3):
        more = f"doi:\n  - '10.5555/x{number}'\n"
        write_publication(few, f"Doe200{number}", f"Work {number}", "Doe, Jane 2000", more)
    world.broken, world.refusal = {"wikidata"}, 403
    done = run("link", "--data", few, "--only", "wikidata")
    assert done.returncode == 1
    assert len(world.of("wikidata")) == 3
    assert done.stdout.count("refuses to answer") == 3
    assert done.stdout.count("was not asked") == 3


@pytest.mark.usefixtures("world")
def test_ambiguous_work_shows_its_candidates_and_is_not_linked(run: Run, few: Path) -> None:
    write_publication(
        few, "Doe2025", "An entirely different thing", "Doe, Jane 2025", "doi:\n  - '10.5555/w'\n"
    )
    done = run("link", "--data", few, "--only", "openalex")
    assert done.returncode == 0
    assert "Doe2025, OpenAlex: OpenAlex has doi:10.5555/w under another title." in done.stdout
    assert f"https://openalex.org/W10 {WATCHING.title}" in done.stdout
    assert "Doe2025" not in {row["subject_id"].rpartition("/")[2] for row in mappings(few)}
    again = run("link", "--data", few, "--only", "openalex")
    assert "https://openalex.org/W10" in again.stdout


@pytest.mark.usefixtures("world")
def test_what_a_person_adds_to_a_row_stays(run: Run, few: Path) -> None:
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    file = few / "mappings" / "works.sssom.tsv"
    head, columns, first, *rest = _split(file.read_text("utf-8"))
    changed = [f"{columns}\treviewer_label", f"{first}\tJane Doe", *(f"{row}\t" for row in rest)]
    file.write_text(head + "\n".join(changed) + "\n", "utf-8")
    assert run("link", "--data", few, "--only", "wikidata").returncode == 0
    rows = mappings(few)
    assert [row["reviewer_label"] for row in rows if row["object_id"] == "openalex:W10"] == [
        "Jane Doe"
    ]
    assert {row["object_id"] for row in rows} >= {"wikidata:Q10", "openalex:W11"}
    assert run("validate", few).returncode == 0


@pytest.mark.usefixtures("world")
def test_record_that_a_person_rejected_is_not_linked_again(run: Run, few: Path) -> None:
    assert run("link", "--data", few, "--only", "openalex").returncode == 0
    file = few / "mappings" / "works.sssom.tsv"
    head, columns, *rest = _split(file.read_text("utf-8"))
    negated = [f"{row}\t{'Not' if 'W11' in row else ''}" for row in rest]
    file.write_text(head + "\n".join([f"{columns}\tpredicate_modifier", *negated]) + "\n", "utf-8")
    shutil.rmtree(few / "lookups")
    done = run("link", "--data", few, "--only", "openalex", "--format", "json")
    told = {p["publication"]: p["outcome"] for p in json.loads(done.stdout)["publications"]}
    assert told == {"Doe2025": "linked", "Roe2023": "unlinked", "Roe2024": "unlinked"}
    assert len(mappings(few)) == 2


def _split(text: str) -> tuple[str, ...]:
    lines = text.splitlines()
    head = "".join(f"{line}\n" for line in lines if line.startswith("#"))
    return head, *(line for line in lines if not line.startswith("#"))


@pytest.mark.usefixtures("world")
def test_dry_run_writes_nothing(run: Run, few: Path) -> None:
    before = state(few)
    done = run("link", "--data", few, "--dry-run", "--only", "openalex", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["written"]) == (0, [])
    assert told["counts"]["openalex"]["linked"] == 2
    assert state(few) == before


def test_run_that_is_stopped_goes_on(few: Path, world: World, tmp_path: Path) -> None:
    for number in range(40):
        more = f"doi:\n  - '10.5555/x{number}'\n"
        write_publication(few, f"Doe19{number:02}", f"Work {number}", "Doe, Jane 1999", more)
    words = (str(COMMAND), "link", "--data", str(few), "--only", "openalex")
    settings = {**environment(None), "ATLAS_KG_CACHE": str(tmp_path / "kept"), **world.settings()}
    with subprocess.Popen(words, env=settings, stdout=-1, stderr=-1, text=True) as stopped:
        while len(world.asked) < 10:
            time.sleep(0.05)
        stopped.send_signal(signal.SIGINT)
        _, err = stopped.communicate(timeout=60)
    assert stopped.returncode != 0
    assert "Traceback" not in err
    first = list(world.asked)
    saved = (few / "lookups" / "openalex.csv").read_text("utf-8").splitlines()[1:]
    assert len(saved) >= 4
    done = subprocess.run(words, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not {path for path in world.asked[len(first) :] if "/works/doi" in path} & set(
        first[:-1]
    )
    assert len((few / "lookups" / "openalex.csv").read_text("utf-8").splitlines()) == 44


def test_bar_on_a_terminal(few: Path, world: World, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    settings = {**environment(None), "ATLAS_KG_CACHE": str(tmp_path / "kept"), **world.settings()}
    words = (str(COMMAND), "link", "--data", str(few), "--only", "openalex")
    with subprocess.Popen(words, env=settings, stdout=-1, stderr=theirs) as running:
        out, _ = running.communicate(timeout=60)
    os.close(theirs)
    err = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "100%" in err
    assert b"%" not in out


@pytest.mark.parametrize(
    "words",
    [
        ("--from-file", "works.jsonl", "--offline"),
        ("--from-file", "works.jsonl", "--only", "orkg"),
        ("--offline", "--only", "orkg"),
        ("--only", "nothing"),
        ("--from-file", "missing.jsonl"),
        ("--engine", "abacus"),
        ("--mailto", "nobody", "--only", "orkg"),
        ("--format", "pdf"),
    ],
)
def test_wrong_use(run: Run, few: Path, words: tuple[str, ...]) -> None:
    done = run("link", "--data", few, *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_spoilt_answers_are_told_and_stay(run: Run, few: Path, world: World) -> None:
    (few / "lookups").mkdir()
    file = few / "lookups" / "openalex.csv"
    file.write_text(
        "publication,outcome,candidates,asked_with,asked\nDoe2025,perhaps,,x,y\n", "utf-8"
    )
    done = run("link", "--data", few, "--only", "openalex")
    assert done.returncode in {1, 2}
    assert "'perhaps' is no outcome" in done.stderr + done.stdout
    assert world.asked == []
    assert "perhaps" in file.read_text("utf-8")
