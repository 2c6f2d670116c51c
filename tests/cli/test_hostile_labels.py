"""Labels that somebody writes to harm readers of Markdown stay words in all that we write in it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from markdown_it import MarkdownIt

Run = Callable[..., CompletedProcess[str]]

LABEL = (
    "Dear </text></svg><script>alert(0)</script>|[x](javascript:alert(1))"
    "![y](https://evil.example/y.png) `z` **w** &lt;b&gt; \\|"
)
SETTING = ("--phase", "ModelDevelopment", "--phase", "BusinessProblemDefinition")


@pytest.mark.parametrize("words", [("map", "--format", "md"), ("plan", "--format", "md", *SETTING)])
def test_label_is_read_as_it_was_written(run: Run, data: Path, words: tuple[str, ...]) -> None:
    for name in ("prompting", "supervised-fine-tuning"):
        file = data / "solutions" / f"{name}.yaml"
        text, found = re.subn(
            r"(?m)^label: .*$",
            lambda _, name=name: f"label: '{name} {LABEL}'",  # type: ignore[misc]
            file.read_text("utf-8"),
        )
        assert found == 1
        file.write_text(text, "utf-8")
    done = run(*words, "--data", data)
    assert done.returncode == 0, done.stderr
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(done.stdout)
    assert LABEL in html.unescape(page)
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page
    assert "<code>z" not in page
    rows = re.findall(r"(?s)<tr>.*?</tr>", page)
    assert len({row.count("<td") for row in rows[1:]}) <= 1
