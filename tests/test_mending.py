"""Mending files: whole or not at all, and nothing beside."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_kg import resources
from atlas_kg.dataset import Sources
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding, Location, Patch, blocks
from atlas_kg.mending import changes, mend
from atlas_kg.verification import Verification, verify

GAO = "publications/Gao2020.yaml"


def told(file: Path, old: str, new: str) -> Finding:
    """Return a finding with a patch of the first place where a text stands in a file."""
    text = file.read_text("utf-8")
    before = text[: text.index(old)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    place = Location(file, line, column)
    return Finding("x", "y", place, patch=Patch(place, old, new))


def once(data: Path, findings: Iterable[Finding]) -> list[str]:
    """Write the patches of the findings, and return what is told."""
    rounds = [Verification(data, tuple(findings)), Verification(data, ())]
    lines: list[str] = []
    mend(lambda: rounds.pop(0), lines.append)
    return lines


def test_only_the_patch_changes(data: Path) -> None:
    file = data / GAO
    old = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(old)
    file.chmod(0o640)
    (line,) = once(data, [told(file, "Preprint", "Report")])
    assert file.read_bytes() == old.replace(b"Preprint", b"Report")
    assert file.stat().st_mode & 0o777 == 0o640
    assert re.fullmatch(rf"Mended {re.escape(str(file))}:\d+: 'Report' for 'Preprint'", line)
    assert sorted(file.parent.glob(".*")) == []


def test_mark_of_byte_order_stays(data: Path) -> None:
    file = data / GAO
    finding = told(file, "Preprint", "Report")
    old = file.read_bytes()
    file.write_bytes(b"\xef\xbb\xbf" + old)
    once(data, [finding])
    assert file.read_bytes() == b"\xef\xbb\xbf" + old.replace(b"Preprint", b"Report")


def test_diff_changes_nothing(data: Path) -> None:
    file = data / GAO
    old = file.read_bytes()
    (change,) = changes([told(file, "Preprint", "Report")], data)
    lines = change.diff("x.yaml").splitlines()
    assert lines[:2] == ["--- a/x.yaml", "+++ b/x.yaml"]
    assert [line for line in lines[2:] if line[0] in "+-"] == ["-type: Preprint", "+type: Report"]
    assert file.read_bytes() == old


def test_diff_of_a_last_line_without_end(data: Path) -> None:
    file = data / GAO
    file.write_text("type: Preprint", "utf-8")
    (change,) = changes([told(file, "Preprint", "Report")], data)
    assert change.diff("x").endswith(
        "-type: Preprint\n\\ No newline at end of file\n"
        "+type: Report\n\\ No newline at end of file\n"
    )


def test_file_that_changed_since_it_was_checked_keeps_the_change(data: Path) -> None:
    file = data / GAO
    finding = told(file, "Preprint", "Report")
    edited = "# a new first line\n" + file.read_text("utf-8")
    file.write_text(edited, "utf-8")
    assert once(data, [finding]) == []
    assert file.read_text("utf-8") == edited


def test_file_that_changes_while_it_is_written_keeps_the_change(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = data / GAO
    finding = told(file, "Preprint", "Report")
    copymode = shutil.copymode

    def edit(source: Path, target: Path) -> None:
        copymode(source, target)
        file.write_bytes(b"somebody else's\n")

    monkeypatch.setattr(shutil, "copymode", edit)
    (line,) = once(data, [finding])
    assert line.startswith("Left alone, since somebody else changes it")
    assert file.read_bytes() == b"somebody else's\n"
    assert sorted(file.parent.glob(".*")) == []


def test_link_out_of_the_folder_is_left_alone(data: Path, tmp_path: Path) -> None:
    file = data / GAO
    outside = file.rename(tmp_path / "outside.yaml")
    file.symlink_to(outside)
    old = outside.read_bytes()
    assert changes([told(file, "Preprint", "Report")], data) == ()
    assert outside.read_bytes() == old
    assert file.is_symlink()


def test_link_inside_the_folder_stays_a_link(data: Path) -> None:
    file = data / GAO
    inside = file.rename(data / "publications" / "Other2020.yaml")
    file.symlink_to(inside)
    once(data, [told(file, "Preprint", "Report")])
    assert file.is_symlink()
    assert "type: Report" in inside.read_text("utf-8")


def test_file_outside_is_left_alone(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("type: Preprint\n", "utf-8")
    assert changes([told(other, "Preprint", "Report")], data) == ()


def test_installed_data_are_left_alone(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setattr(resources, "files", lambda _: data.parent)
    with pytest.raises(
        UsageError, match=r"Work on a copy: cp -r .* mydata, then add --data mydata"
    ):
        changes([], data)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_is_told(data: Path) -> None:
    file = data / GAO
    file.parent.chmod(0o500)
    try:
        (line,) = once(data, [told(file, "Preprint", "Report")])
    finally:
        file.parent.chmod(0o700)
    assert "cannot be written" in line


def test_read_only_file_stays(data: Path) -> None:
    file = data / GAO
    old = file.read_bytes()
    finding = told(file, "Preprint", "Report")
    file.chmod(0o444)
    (line,) = once(data, [finding])
    assert line == f"Left alone, since it cannot be written (it is read-only): {file}"
    assert file.read_bytes() == old
    assert file.stat().st_mode & 0o777 == 0o444


def test_faults_behind_a_missing_schema_are_mended_too(data: Path) -> None:
    file = data / GAO
    old = file.read_bytes()
    spoilt = old.replace(b"schema: 1\n", b"").replace(b"type: Preprint", b"type: preprint")
    file.write_bytes(spoilt)
    assert not blocks(mend(lambda: verify(data=data)).findings)
    assert file.read_bytes() == old


def test_valid_file_stays_valid(data: Path) -> None:
    file = data / "solutions/prompting.yaml"
    old = file.read_text("utf-8")
    file.write_text(old.replace("sources:\n", "sources:\n  - Kaltenpoth2024\n"), "utf-8")
    (warning,) = verify(data=data).findings
    assert not blocks((warning,))
    assert mend(lambda: verify(data=data)).findings == ()
    assert file.read_text("utf-8") == old


FIELDS = ("phase", "target", "mechanism", "status", "type", "solution", "sources", "support")
SITE = re.compile(
    rf"^ *(?:(?P<key>{'|'.join(FIELDS)}|title|year|authors|definition|statement|section):"
    r"|- (?P<entry>[A-Z]\w+\d{4})$)(?: (?P<value>[\w-]+)$)?",
    re.MULTILINE,
)


@settings(max_examples=6)
@given(draws=st.data())
def test_typos_in_real_files_are_repaired_to_the_letter_or_told(
    tmp_path_factory: pytest.TempPathFactory, draws: st.DataObject
) -> None:
    data = shutil.copytree(Sources.carried().data, tmp_path_factory.mktemp("typos") / "data")
    files = sorted(p for p in data.rglob("*.yaml") if p.parent.name not in ("coders", "corpus"))
    typos: dict[Path, tuple[str, str, int]] = {}
    for file in draws.draw(st.lists(st.sampled_from(files), min_size=12, max_size=12, unique=True)):
        text = file.read_text("utf-8")
        sites = [
            match.span(name)
            for match in SITE.finditer(text)
            for name in ("key", "entry", "value")
            if match[name] and (name != "value" or match["key"] in FIELDS)
        ]
        start, end = draws.draw(st.sampled_from(sites))
        word = text[start:end]
        at = draws.draw(st.integers(0, len(word) - 1))
        wrongs = {
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + "x" + word[at + 1 :],
            word.swapcase(),
        }
        wrong = draws.draw(st.sampled_from(sorted(wrongs - {"", word})))
        spoilt = text[:start] + wrong + text[end:]
        file.write_text(spoilt, "utf-8")
        typos[file] = (text, spoilt, text[:start].count("\n") + 1)
    left = mend(lambda: verify(data=data)).findings
    for file, (text, spoilt, line) in typos.items():
        now = file.read_text("utf-8")
        if now != text:
            assert now == spoilt
            places = [finding.location for finding in left if finding.location]
            assert any(place.file == file and place.line == line for place in places), spoilt
    again = {file: file.read_bytes() for file in typos}
    mend(lambda: verify(data=data))
    assert {file: file.read_bytes() for file in typos} == again
