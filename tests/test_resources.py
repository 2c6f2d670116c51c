"""The folders that travel with the software, as a wheel and a checkout lay them out."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas_kg import resources
from atlas_kg.errors import AtlasError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for the package, which `resources` takes for its own."""
    place = tmp_path / "src" / "atlas_kg"
    place.mkdir(parents=True)
    monkeypatch.setattr(resources, "files", lambda _: place)
    return place


@pytest.mark.parametrize("name", resources.NAMES)
def test_checkout_under_test_has_every_folder(name: str) -> None:
    assert resources.directory(name) == Path(__file__).parents[1] / name


def test_installed_wheel_carries_its_own(package: Path) -> None:
    (package / "_resources" / "shapes").mkdir(parents=True)
    assert resources.directory("shapes") == package / "_resources" / "shapes"


@pytest.mark.usefixtures("package")
def test_checkout_is_used_when_nothing_is_carried(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "shapes").mkdir()
    assert resources.directory("shapes") == tmp_path / "shapes"


def test_carried_folder_wins_over_the_checkout(package: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "shapes").mkdir()
    (package / "_resources" / "shapes").mkdir(parents=True)
    assert resources.directory("shapes") == package / "_resources" / "shapes"


@pytest.mark.usefixtures("package")
def test_folder_of_another_project_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(AtlasError, match=r"'data' of atlas-kg is not at .*Install atlas-kg again"):
        resources.directory("data")


@pytest.mark.parametrize("name", ["src", "..", "", "data/codings"])
def test_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(AtlasError, match="there are ontology, shapes, queries, data"):
        resources.directory(name)
