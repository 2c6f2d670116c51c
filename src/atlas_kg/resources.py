"""Where the graph's sources lie: inside an installed wheel, or at the top of a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from atlas_kg.errors import AtlasError

NAMES = ("ontology", "shapes", "queries", "data")


def directory(name: str) -> Path:
    """Find one of the folders that travel with the software.

    Args:
        name: One of `NAMES`.

    Returns:
        The folder in the installed package, else the one in the checkout it runs from.

    Raises:
        AtlasError: When no such folder belongs to the software, or when it was not installed whole.
    """
    if name not in NAMES:
        raise AtlasError(f"No folder {name!r} travels with atlas-kg; there are {', '.join(NAMES)}.")
    package = Path(str(files("atlas_kg")))
    places = [package / "_resources" / name]
    # Two levels above an installed package lies a folder of Python's own, not ours.
    checkout = package.parent.parent
    if (checkout / "pyproject.toml").is_file():
        places.append(checkout / name)
    for place in places:
        if place.is_dir():
            return place
    looked = " or ".join(str(place) for place in places)
    raise AtlasError(f"The folder {name!r} of atlas-kg is not at {looked}. Install atlas-kg again.")


def is_installed(folder: Path) -> bool:
    """Tell whether a folder lies inside the installed package, which nothing may change.

    Args:
        folder: The folder.
    """
    package = Path(str(files("atlas_kg")))
    return folder.resolve().is_relative_to(package.resolve())
