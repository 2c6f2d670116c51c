"""Everything that is wrong in sources, before and after reasoning."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.findings import Severity
from atlas_kg.verification import verify

CODINGS = "codings/seed-paper-authors/Kaltenpoth2024.yaml"
PLACE = "    section: '4.1'\n"


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_carried_sources_have_no_findings() -> None:
    assert verify().findings == ()


def test_what_shows_only_after_reasoning_is_found(data: Path) -> None:
    replace(data / CODINGS, "phase: ModelSelection", "phase: BusinessProblemDefinition")
    (finding,) = verify(data=data).findings
    assert finding.severity is Severity.WARNING
    assert "no agency problem is known" in finding.advice


def test_reasoning_waits_for_sound_sources(data: Path) -> None:
    replace(data / CODINGS, "phase: ModelSelection", "phase: BusinessProblemDefinition")
    replace(data / CODINGS, PLACE, f"{PLACE}    status: Proposd\n")
    (finding,) = verify(data=data).findings
    assert finding.field == "status"


def test_path_chooses_the_data_it_lies_in(data: Path) -> None:
    replace(data / CODINGS, PLACE, f"{PLACE}    status: Proposd\n")
    assert len(verify([data / CODINGS]).findings) == 1
    assert len(verify([data / "codings" / "seed-paper-authors"]).findings) == 1
    assert verify([data / "publications"]).findings == ()


def test_paths_are_seen_from_the_working_folder(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(data / CODINGS, PLACE, f"{PLACE}    status: Proposd\n")
    monkeypatch.chdir(data / "codings")
    (finding,) = verify([Path("seed-paper-authors")]).findings
    assert finding.location is not None
    assert finding.location.file == data / CODINGS


def test_one_new_file_alone_is_checked_as_a_contribution(tmp_path: Path) -> None:
    file = tmp_path / "publications" / "New2024.yaml"
    file.parent.mkdir()
    file.write_text("schema: 1\nlabel: New (2024)\n", "utf-8")
    fields = [finding.field for finding in verify([file]).findings]
    assert sorted(map(str, fields)) == ["None", "authors", "title", "type", "year"]


@pytest.mark.parametrize("name", ["missing", "missing/more.yaml"])
def test_missing_path_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file or folder"):
        verify([tmp_path / name])


def test_paths_of_two_folders_are_refused(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(UsageError, match="different folders of literature"):
        verify([data, other])


def test_finding_carries_its_patch(data: Path) -> None:
    replace(data / CODINGS, PLACE, f"{PLACE}    status: proposed\n")
    report = verify(data=data)
    (finding,) = report.findings
    assert report.data == data
    assert finding.patch
    assert finding.patch.location == finding.location
    assert (finding.patch.old, finding.patch.new) == ("proposed", "Proposed")


def test_finding_of_the_ontology_has_no_patch(data: Path) -> None:
    replace(data / CODINGS, "problems:", "problms:")
    findings = verify(data=data).findings
    places = [finding for finding in findings if finding.location]
    assert any(f.location and f.location.file.suffix == ".ttl" for f in places)
    assert all(f.patch is None for f in places if f.location and f.location.file.suffix == ".ttl")
