"""The written site holds what the page on it says."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "static-site.md"


def test_folder_holds_what_the_page_lists(written: Path) -> None:
    rows = [row for row in PAGE.read_text("utf-8").splitlines() if row.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([\w./-]+)`", row.split("|")[1])}
    assert len(named) > 12
    assert sorted(name for name in named if not (written / name).exists()) == []
    listed = {name.rstrip("/") for name in named}
    left = {"id", "static", "styles", ".nojekyll", ".atlas-kg-site"}
    others = {path.name for path in written.iterdir()} - listed - left
    # Each kind of data of a page lies beside it.
    assert sorted(name for name in others if "." not in name or name.endswith(".html")) == []
