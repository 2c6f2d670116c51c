"""The files that wait, packed for whoever keeps the data."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from atlas_kg.desk.waiting import Waiting
from atlas_kg.literature import DATA

__all__ = ["parcel"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of each entry, so that the same files make the same bytes."""

_ADVICE = """\
How to open a pull request with these files
===========================================

1. Make a branch in a checkout of the repository:      git switch -c contributions
2. Unpack this file over the checkout. A file in data/adjudications that is there already must not
   be replaced: add the entries to its list.
3. Look whether all fits together:                     atlas-kg validate data
   and what the map becomes:                           atlas-kg map --data data
4. Commit the files below data/ and push the branch:   git add data && git commit && git push
5. Open the pull request. The second line of each file says who handed it in, and when; say so in
   the text of the request, too.

The files:

"""


def parcel(waiting: Waiting, files: Iterable[Path] | None = None) -> bytes:
    """Return a zip file that holds files as they are to lie in a repository, and what to do.

    Args:
        waiting: What waits and everybody may see.
        files: The files of it; by default all.
    """
    chosen = list(waiting.files if files is None else files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        paths = [f"{DATA}/{path.as_posix()}" for path in chosen]
        _add(packed, "PULL-REQUEST.txt", _ADVICE + "".join(f"    {path}\n" for path in paths))
        for name, path in zip(paths, chosen, strict=True):
            _add(packed, name, waiting.files[path])
    return out.getvalue()


def _add(packed: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    packed.writestr(entry, text, zipfile.ZIP_DEFLATED)
