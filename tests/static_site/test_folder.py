"""The folder of a written site: whole or not at all, and over nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg.errors import UsageError
from atlas_kg.static_site.folder import MANIFEST, files_below, new_folder


def write(folder: Path, *names: str) -> None:
    with new_folder(folder) as fresh:
        for name in names:
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_text(name)


def test_an_earlier_site_is_replaced(tmp_path: Path) -> None:
    write(tmp_path / "site", "index.html", "old/page.html")
    write(tmp_path / "site", "index.html", "new/page.html")
    assert files_below(tmp_path / "site") == [MANIFEST, "index.html", "new/page.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    write(tmp_path / "site", "index.html")
    assert (tmp_path / "site" / "index.html").is_file()


def test_what_is_no_site_stays(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError, match=r"such as thesis\.tex.*empty folder"):
        write(tmp_path, "index.html")
    assert files_below(tmp_path) == ["thesis.tex"]


def test_what_was_added_to_a_site_stays(tmp_path: Path) -> None:
    write(tmp_path / "site", "index.html")
    (tmp_path / "site" / "CNAME").write_text("example.org")
    with pytest.raises(UsageError, match=r"such as CNAME.*would be lost"):
        write(tmp_path / "site", "index.html")
    assert (tmp_path / "site" / "CNAME").is_file()


def test_a_file_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        write(tmp_path / "site", "index.html")


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_to_a_folder_stays_one(tmp_path: Path, is_there: bool) -> None:
    place = tmp_path / "elsewhere" / "site"
    if is_there:
        place.mkdir(parents=True)
    (tmp_path / "link").symlink_to(place)
    write(tmp_path / "link", "index.html")
    assert (tmp_path / "link").is_symlink()
    assert files_below(place) == [MANIFEST, "index.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "link"]


def test_where_a_file_system_begins_is_no_place() -> None:
    with pytest.raises(UsageError, match=r"begins.*such as /site"):
        write(Path("/"), "index.html")


def test_a_site_that_fails_leaves_the_earlier_one(tmp_path: Path) -> None:
    write(tmp_path / "site", "index.html")

    def fail() -> None:
        with new_folder(tmp_path / "site") as fresh:
            (fresh / "half.html").write_text("half")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert files_below(tmp_path) == [f"site/{MANIFEST}", "site/index.html"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path / "file" / "site", "index.html")
