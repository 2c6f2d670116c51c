"""What people install: a wheel made from the sdist, in an empty environment, used elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import atlas_kg
from atlas_kg.resources import NAMES

ROOT = Path(__file__).parents[1]
CONSTRAINTS = (ROOT / "constraints.txt").as_uri()


def run(*command: str | Path, folder: Path) -> str:
    """Run a command the way a user's shell would, and give what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    # Newer versions of pip hold build requirements to the second variable, older ones to the first.
    environment |= {"PIP_CONSTRAINT": CONSTRAINTS, "PIP_BUILD_CONSTRAINT": CONSTRAINTS}
    result = subprocess.run(
        command,
        check=False,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@dataclass(frozen=True)
class Installation:
    """The wheel in an environment of its own, used from an empty folder."""

    environment: Path
    folder: Path

    def python(self, code: str) -> str:
        return run(self.environment / "bin" / "python", "-c", code, folder=self.folder).strip()

    def atlas_kg(self, *arguments: str) -> str:
        return run(self.environment / "bin" / "atlas-kg", *arguments, folder=self.folder)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the sdist, which thereby has to hold all that building needs."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    environment = tmp_path_factory.mktemp("environment")
    folder = tmp_path_factory.mktemp("empty")
    venv.create(environment, with_pip=True)
    run(environment / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, folder=folder)
    return Installation(environment, folder)


def test_wheel_needs_no_particular_machine(wheel: Path) -> None:
    assert wheel.name == f"atlas_kg-{atlas_kg.__version__}-py3-none-any.whl"


@pytest.mark.parametrize("name", NAMES)
def test_wheel_carries_every_file_of(name: str, contents: set[str]) -> None:
    files = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / name).rglob("*") if path.is_file()
    }
    assert {f"atlas_kg/_resources/{file}" for file in files} <= contents


@pytest.mark.parametrize("name", ["editor.js", "page.js", "licenses.txt"])
def test_wheel_carries_the_front_end(name: str, contents: set[str]) -> None:
    assert f"atlas_kg/web/static/{name}" in contents


@pytest.mark.parametrize("name", ["LICENSE", "LICENSE-DATA"])
def test_wheel_carries_both_licences(name: str, contents: set[str]) -> None:
    assert f"atlas_kg-{atlas_kg.__version__}.dist-info/licenses/{name}" in contents


def test_wheel_is_typed(contents: set[str]) -> None:
    assert "atlas_kg/py.typed" in contents


@pytest.mark.parametrize("name", NAMES)
def test_installed_package_finds_what_it_carries(name: str, installation: Installation) -> None:
    found = installation.python(
        f"from atlas_kg.resources import directory; print(directory({name!r}))"
    )
    assert Path(found).is_relative_to(installation.environment)


def test_installed_command_draws_the_map(installation: Installation) -> None:
    assert "gap" in installation.atlas_kg("map")


def test_installed_command_answers_a_request(installation: Installation) -> None:
    page = installation.atlas_kg("serve", "--get", "/")
    assert "<html" in page
    assert "gap" in page


def test_installed_requirements_fit_together(installation: Installation) -> None:
    run(
        installation.environment / "bin" / "python",
        "-m",
        "pip",
        "check",
        folder=installation.folder,
    )


def test_using_it_writes_nothing_where_it_is_used(installation: Installation) -> None:
    installation.atlas_kg("map")
    assert list(installation.folder.iterdir()) == []
