"""Citations are read and told with their source, and faults in them with their place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from atlas_kg.citations import Citation, citation_links, read_citations, table
from atlas_kg.dataset import Sources
from tests.conftest import ROOT

KEYS = {"Doe2025", "Roe2024"}
HEAD = "citing,cited,source,retrieved\n"
ROW = "Doe2025,Roe2024,https://openalex.org/W10,2026-01-31\n"


def write(folder: Path, text: str, name: str = "openalex.csv") -> Path:
    file = folder / "citations" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_citation_becomes_a_link_with_its_source(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + ROW)
    links = citation_links(read_citations(tmp_path, KEYS))
    base = "https://w3id.org/llm-atlas/id"
    citing, cited = f"{base}/publication/Doe2025", f"{base}/publication/Roe2024"
    assert f"<{citing}> <http://purl.org/spar/cito/cites> <{cited}> .\n" in links.text
    assert "<http://purl.org/pav/retrievedFrom> <https://openalex.org/W10> ." in links.text
    assert '"2026-01-31T00:00:00Z"' in links.text
    origin = links.origins[citing, "http://purl.org/spar/cito/cites", cited]
    assert (origin.location.file, origin.location.line) == (file, 2)


def test_two_sources_of_one_citation_are_both_told(tmp_path: Path) -> None:
    write(tmp_path, HEAD + ROW)
    write(tmp_path, HEAD + ROW.replace("openalex.org/W10", "example.org/x"), "other.csv")
    text = citation_links(read_citations(tmp_path, KEYS)).text
    assert text.count("retrievedFrom") == 2


@pytest.mark.parametrize(
    ("row", "problem", "column"),
    [
        (ROW.replace("Roe2024", "Roe2042"), "There is no publication 'Roe2042'", 9),
        (ROW.replace("Doe2025", "Doe"), "There is no publication 'Doe'", 1),
        (ROW.replace("Roe2024", "Doe2025"), "does not cite itself", 9),
        (ROW.replace("https://openalex.org/W10", "the web"), "'the web' is no source", 17),
        (ROW.replace("2026-01-31", "31.1.2026"), "'31.1.2026' is no date", 42),
        (ROW.replace("2026-01-31", "2026-13-31"), "'2026-13-31' is no date", 42),
    ],
)
def test_fault_is_told_with_its_place(tmp_path: Path, row: str, problem: str, column: int) -> None:
    file = write(tmp_path, HEAD + row)
    read = read_citations(tmp_path, KEYS)
    (finding,) = read.findings
    assert problem in finding.problem
    assert finding.location is not None
    assert (finding.location.file, finding.location.line, finding.location.column) == (
        file,
        2,
        column,
    )
    assert read.rows == ()


def test_repeated_citation_is_told(tmp_path: Path) -> None:
    write(tmp_path, HEAD + ROW + ROW)
    (finding,) = read_citations(tmp_path, KEYS).findings
    assert "stands in line 2" in finding.problem


@pytest.mark.parametrize("name", ["openalex.txt", "öpen.csv"])
def test_misplaced_file_is_told(tmp_path: Path, name: str) -> None:
    write(tmp_path, HEAD + ROW, name)
    (finding,) = read_citations(tmp_path, KEYS).findings
    assert "no contributed file is expected" in finding.problem


def test_table_is_sorted_and_keeps_what_is_there() -> None:
    old = Citation("Doe2025", "Roe2024", "https://openalex.org/W10", "2026-01-31")
    new = Citation("Doe2025", "Roe2024", "https://openalex.org/W10", "2026-02-28")
    other = Citation("Doe2020", "Roe2024", "https://openalex.org/W11", "2026-02-28")
    assert table([old, new, other]) == (
        f"{HEAD}Doe2020,Roe2024,https://openalex.org/W11,2026-02-28\n{ROW}"
    )


def test_references_of_the_seed_paper_are_there() -> None:
    places = (parent / "shared" / "data" / "bibliography.yaml" for parent in ROOT.parents)
    file = next((place for place in places if place.is_file()), None)
    if file is None:
        pytest.skip("shared/data/bibliography.yaml does not lie beside the checkout")
    works = {work["key"] for work in yaml.safe_load(file.read_text("utf-8"))}
    read = read_citations(Sources.carried().data, works)
    assert read.findings == ()
    own = [one for name, one, _ in read.rows if name == "seed-paper"]
    assert {one.citing for one in own} == {"Kaltenpoth2024"}
    assert {one.cited for one in own} == works - {"Kaltenpoth2024"}
    assert len(own) == 80
