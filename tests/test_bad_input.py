"""Wrong contributed files: what is told, where, and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

GAO = "publications/Gao2020.yaml"
CODINGS = "codings/seed-paper-authors/Kaltenpoth2024.yaml"
PROMPTING = "solutions/prompting.yaml"
CODER = "coders/seed-paper-authors.yaml"


@dataclass(frozen=True)
class Fault:
    """A text of a file replaced by a wrong one.

    Attributes:
        name: What is wrong.
        file: The file, below the data.
        old: The text that is replaced where it stands first; the whole file if it is empty.
        new: The text that replaces it.
        mark: What stands in the line of the finding.
        field: The field of the finding.
        says: A part of the problem.
        repair: A part of the advice.
    """

    name: str
    file: str
    old: str
    new: str
    mark: str
    field: str | None
    says: str
    repair: str

    def spoil(self, data: Path) -> int:
        """Spoil the file, and return the line where the finding has to be."""
        path = data / self.file
        text = path.read_text("utf-8")
        assert self.old in text
        spoilt = text.replace(self.old, self.new, 1) if self.old else self.new
        path.write_text(spoilt, "utf-8")
        return next(
            number for number, line in enumerate([*spoilt.split("\n")], 1) if self.mark in line
        )


FAULTS = [
    Fault("syntax", GAO, "year: 2020", "year: [2020", "type:", None, "not valid YAML", "quotes"),
    Fault("colon", GAO, "label: ", "label: a: b ", "a: b", None, "not valid YAML", "quotes"),
    Fault("tab", GAO, "year: 2020", "\tyear: 2020", "year", None, "not valid YAML", "Mend"),
    Fault("two documents", GAO, "year:", "---\nyear:", "---", None, "not valid YAML", "Mend"),
    Fault("empty file", GAO, "", "", "", None, "does not hold fields", "'field: value'"),
    Fault("only a comment", GAO, "", "# x\n", "# x", None, "does not hold fields", "field: value"),
    Fault("list", GAO, "", "- schema: 1\n", "schema", None, "not hold fields", "'field: value'"),
    Fault("a text", GAO, "", "Gao\n", "Gao", None, "not hold fields", "'field: value'"),
    Fault("a list as key", GAO, "year:", "? [a]\n: 1\nyear:", "? [a]", None, "no", "field: value"),
    Fault("no schema", GAO, "schema: 1\n", "", "label", "schema", "'schema: 1'", "first entry"),
    Fault("other schema", GAO, "schema: 1", "schema: 2", "schema: 2", "schema", "say", "schema: 1"),
    Fault("unknown field", GAO, "year:", "zzz: 1\nyear:", "zzz", "zzz", "not a field", "authors"),
    Fault("misspelt field", GAO, "year: 2020", "yaer: 2020", "yaer", "yaer", "field", "n 'year'?"),
    Fault("missing field", GAO, "year: 2020\n", "", "schema: 1", "year", "missing", "whole number"),
    Fault("empty field", GAO, "year: 2020", "year:", "year", "year", "is empty", "whole number"),
    Fault("empty text", GAO, "year: 2020", "year: ' '", "year", "year", "is empty", "whole number"),
    Fault("empty list", GAO, "year: 2020", "doi: []\nyear: 2020", "doi: []", "doi", "em", "10."),
    Fault("two values", GAO, "year: 2020", "year: [2020, 1]", "year", "year", "single", "one whole"),
    Fault("a mapping", GAO, "year: 2020", "year: {a: 1}", "year", "year", "single", "one whole"),
    Fault("same field twice", GAO, "year:", "year: 1\nyear:", "year: 2", "year", "second", "list"),
    Fault("anchor", GAO, "year: 2020", "year: &a 2020", "&a", None, "anchor", "each place"),
    Fault("alias", GAO, "year: 2020", "year: *a", "*a", None, "alias", "each place"),
    Fault("year as text", GAO, "year: 2020", "year: soon", "soon", "year", "'soon'", "whole number"),
    Fault("late year", GAO, "year: 2020", "year: 2101", "2101", "year", "'2101'", "1500 and 2100"),
    Fault("early year", GAO, "year: 2020", "year: 1499", "1499", "year", "'1499'", "1500 and 2100"),
    Fault("resolver", GAO, "doi: ", "doi: https://doi.org/10.1/x #", "x #", "doi", "10.1", "10.<"),
    Fault("arXiv version", GAO, "arxiv: '2101.00027", "arxiv: '2101.00027v2", "v2", "arxiv", "v2", "wi"),
    Fault("kind of work", GAO, "type: Preprint", "type: Paper", "Paper", "type", "'Paper'", "Report"),
    Fault("url", GAO, "url: '", "url: 'see ", "see ", "url", "wrong value", "https://"),
    Fault("boolean", GAO, "year:", "et_al: yes\nyear:", "et_al", "et_al", "'yes'", "Write true"),
    Fault("coder kind", CODER, "Published", "Publish", "kind", "kind", "wrong", "PublishedConsensus"),
    Fault("phase", CODINGS, "e: ModelSelection", "e: ModelSelect", "Select\n"[:-1] + "", "phase", "a known adoption phase", "mean 'ModelSelection'"),
]
