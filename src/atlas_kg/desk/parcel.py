"""The files that wait, packed for whoever keeps the data."""

from __future__ import annotations

import io
import zipfile

from atlas_kg.desk.waiting import Waiting
from atlas_kg.literature import DATA

__all__ = ["parcel"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of each entry, so that the same files make the same bytes."""


def parcel(waiting: Waiting) -> bytes:
    """Return a zip file that holds the files as they are to lie in a repository.

    Args:
        waiting: What waits and everybody may see.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in waiting.files.items():
            entry = zipfile.ZipInfo(f"{DATA}/{path.as_posix()}", _EPOCH)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
