"""Kinds of wrong text in contributed files, with what has to be told of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GAO = "publications/Gao2020.yaml"
BOOK = "publications/Kulkarni2023.yaml"
CODINGS = "codings/seed-paper-authors/Kaltenpoth2024.yaml"
CODER = "coders/seed-paper-authors.yaml"
PROGRAM = "coders/atlas-kg-transcriber.yaml"
PROMPTING = "solutions/prompting.yaml"
BENCHMARKS = "solutions/overall-alignment-benchmarks.yaml"
YEAR = "year: 2020"


@dataclass(frozen=True)
class Fault:
    """A text of a file replaced by a wrong one.

    Attributes:
        file: The file, below the data.
        old: The text that is replaced where it stands first; the whole file if it is empty.
        new: The text that replaces it.
        mark: What stands, for the first time in the file, where the finding has to be; with "¦"
            before the very sign, where the place is not its beginning.
        field: The field of the finding.
        says: A part of the problem.
        repair: A part of the advice.
    """

    file: str
    old: str
    new: str
    mark: str
    field: str | None
    says: str
    repair: str

    def spoil(self, data: Path) -> tuple[int, int]:
        """Spoil the file, and return line and column where the finding has to be."""
        path = data / self.file
        text = path.read_text("utf-8")
        assert self.old in text
        spoilt = text.replace(self.old, self.new, 1) if self.old else self.new
        path.write_text(spoilt, "utf-8", newline="")
        ahead, _, after = self.mark.rpartition("¦")
        before = spoilt[: spoilt.index(ahead + after) + len(ahead)]
        return before.count("\n") + 1, len(before) - before.rfind("\n")


# fmt: off
FAULTS = {
    "syntax": Fault(GAO, YEAR, "year: [2020", "type¦: Prep", None, "not valid YAML", "into quotes"),
    "unquoted colon": Fault(GAO, "label: ", "label: a: b ", "a¦: b 'G", None, "YAML",
                    "into quotes"),
    "tab": Fault(GAO, YEAR, "\tyear: 2020", "\tyear", None, "not valid YAML", "Mend the line"),
    "two documents": Fault(GAO, YEAR, "---\na: 1", "---", None, "not valid YAML", "Mend the line"),
    "no field at all": Fault(GAO, "", "", "", None, "does not hold fields", "'field: value'"),
    "only a comment": Fault(GAO, "", "# x\n", "# x", None, "not hold fields", "'field: value'"),
    "list": Fault(GAO, "", "# x\n- a: 1\n", "- a", None, "not hold fields", "'field: value'"),
    "text": Fault(GAO, "", "\nGao\n", "Gao", None, "does not hold fields", "'field: value'"),
    "key": Fault(GAO, YEAR, "? [a]\n: 1", "[a]", None, "name is not a text", "'field: value'"),
    "no schema": Fault(GAO, "schema: 1\n", "", "label", "schema", "say 'schema: 1'", "first entry"),
    "schema": Fault(GAO, "schema: 1", "schema: 2", "2\n", "schema", "say 'schema: 1'", "instead"),
    "unknown field": Fault(GAO, YEAR, "zzz: 1", "zzz", "zzz", "not a field of a", "label, title"),
    "misspelt": Fault(GAO, YEAR, "yaer: 2020", "yaer", "yaer", "not a field", "mean 'year'?"),
    "missing field": Fault(GAO, f"{YEAR}\n", "", "schema: 1", "year", "is missing", "one whole"),
    "empty field": Fault(GAO, YEAR, "year:", "year:¦", "year", "is empty", "one whole number"),
    "blank field": Fault(GAO, YEAR, "year: ' '", "year: ¦' '", "year", "is empty",
                    "one whole number"),
    "empty list": Fault(PROMPTING, "sources:", "criteria: []\nsources:", "criteria: ¦[]",
                    "criteria",
                        "is empty", "leave the field out"),
    "two values": Fault(GAO, YEAR, "year: [1, 2]", "[1", "year", "a single value", "one whole"),
    "mapping": Fault(GAO, YEAR, "year: {a: 1}", "{a", "year", "a single value", "one whole number"),
    "nested list": Fault(GAO, "- 'Gao, Leo'", "- [a]", "- [a]", "authors", "list of", "Family"),
    "twice": Fault(GAO, YEAR, f"year: 1\n{YEAR}", YEAR, "year", "a second time", "takes a list"),
    "anchor": Fault(GAO, YEAR, "year: &a 2020", "&a", None, "anchor", "out in each place"),
    "alias": Fault(GAO, YEAR, "year: *a", "*a", None, "alias", "out in each place"),
    "year as text": Fault(GAO, YEAR, "year: soon", "year: ¦soon", "year", "'soon'", "whole number"),
    "fraction": Fault(GAO, YEAR, "year: 2020.5", "year: ¦2020.5", "year", "'2020.5'",
                    "whole number"),
    "late year": Fault(GAO, YEAR, "year: 2101", "year: ¦2101", "year", "'2101'", "1500 and 2100"),
    "early year": Fault(GAO, YEAR, "year: 1499", "year: ¦1499", "year", "'1499'", "1500 and 2100"),
    "boolean": Fault(GAO, YEAR, f"{YEAR}\net_al: yes", "et_al: ¦yes", "et_al", "'yes'",
                    "Write true"),
    "DOI": Fault(GAO, "- '10.", "- 'https://doi.org/10.", "'https", "doi", "wrong", "in front"),
    "arXiv": Fault(GAO, "'2101.00027'", "'2101.00027v2'", "arxiv: ¦'2101.", "arxiv", "v2",
                    "without"),
    "type": Fault(GAO, "type: Preprint", "type: Paper", "type: ¦Paper", "type", "'Paper'",
                    "Preprint"),
    "url": Fault(GAO, "url: '", "url: 'see ", "url: ¦'see h", "url", "wrong value",
                    "begins with http://"),
    "identifier": Fault(GAO, "dblp:", "dblp ", "'dblp ", "identifiers", "wrong value", "scheme:"),
    "coder kind": Fault(CODER, "kind: P", "kind: p", "kind: ¦publis", "kind", "wrong",
                    "PublishedConsensus"),
    "phase": Fault(CODINGS, "phase: ModelS", "phase: Models", "phase: ¦Models", "phase",
                   "not a known adoption phase", "Did you mean 'ModelSelection'?"),
    "mechanism": Fault(CODINGS, "mechanism: Scr", "mechanism: Skr", "mechanism: ¦Skreen",
                    "mechanism",
                       "'Skreening' is not a known mechanism", "Did you mean 'Screening'?"),
    "target": Fault(CODINGS, "target: Model\n", "target: Modell\n", "target: ¦Modell", "target",
                    "'Modell' is not a known alignment target", "Did you mean 'Model'?"),
    "problem": Fault(CODINGS, "OfDatasets\n", "OfDataset\n", "problem: ¦Hidden", "problem",
                     "not a known agency problem", "mean 'HiddenCharacteristicsOfDatasets'?"),
    "status": Fault(CODINGS, "n: '4.1'\n", "n: '4.1'\n    status: retracted\n", "status: ¦retr",
                    "status", "'retracted' is not a known coding status",
                    "Did you mean 'Retracted'?"),
    "solution": Fault(CODINGS, "n: data-cards", "n: data card", "solution: ¦data c", "solution",
                      "'data card' is not a known solution", "Did you mean 'data-cards'?"),
    "support": Fault(CODINGS, "- Gao2020", "- Gao20", "- ¦Gao20", "support",
                     "'Gao20' is not a known publication", "Did you mean 'Gao2020'?"),
    "path as key": Fault(CODINGS, "- Gao2020", "- ../../x", "- ¦../../", "support",
                         "is not a known publication", "by their keys, such as Gao2020"),
    "transcriber": Fault(CODINGS, "by: atlas", "by: atals", "by: ¦atals-", "by",
                         "'atals-kg-transcriber' is not", "mean 'atlas-kg-transcriber'?"),
    "date": Fault(CODINGS, "date: '2026", "date: 'in 2026", "date: ¦'in 20", "date",
                  "of the wrong type", "such as 2026-11-23T00:00:00Z"),
    "no section": Fault(CODINGS, "    section: '4.1'\n", "", "id: hidden-char", "section",
                        "'section' is missing", "exactly one place"),
    "same id": Fault(CODINGS, "alignment-datasets-s", "data-cards-signal-datasets # ",
                    "data-cards-signal-datasets # ",
                     "id", "stands in this file a second time", "an id of its own"),
    "unusable id": Fault(CODINGS, "- id: data-", "- id: data ", "id: ¦data c", "id",
                         "no usable id", "letters, digits, '-' and '_'"),
    "no id": Fault(CODINGS, "- id: data-cards-signal-datasets\n   ", "-",
                   "statement: 'Data cards d", "id", "no usable id", "Give it 'id: <name>'"),
    "same coding": Fault(CODINGS, "n: alignment-datasets", "n: data-cards", "id: data-cards", None,
                         "breaks the rule", "Remove this coding"),
    "no list": Fault(CODINGS, "problems:\n", "problems: none\nx:\n", "problems: ¦none", "problems",
                     "is not a list", "- id: <name>"),
    "misspelt part": Fault(CODINGS, "codings:", "coding:", "coding:", "coding",
                           "'coding' is not a field of a coding file", "mean 'codings'?"),
    "own kind": Fault(PROMPTING, "sources:", "broader: prompting\nsources:", "broader: ¦prompting",
                      "broader", "'No circle of broader solutions'", "remove from broader"),
    "circle": Fault(PROMPTING, "sources:", "broader: chain-of-thought-prompting\nsources:",
                    "broader: ¦chain", "broader", "'No circle of broader solutions'", "leads back"),
    "broader": Fault(PROMPTING, "sources:", "broader: promting\nsources:", "broader: ¦promti",
                    "broader",
                     "'promting' is not a known solution", "Did you mean 'prompting'?"),
    "criterion": Fault(BENCHMARKS, "- Honesty", "- Honest", "- ¦Honest", "criteria",
                       "'Honest' is not a known alignment criterion", "Did you mean 'Honesty'?"),
    "null": Fault(GAO, YEAR, "year: ~", "year: ¦~", "year", "'~'", "one whole number"),
    "words without colon": Fault(GAO, YEAR, "year 2020", "type:", None, "not valid YAML", "Mend"),
    "no space after colon": Fault(GAO, YEAR, "year:2020", "type:", None, "not valid", "Mend"),
    "stray indent": Fault(GAO, YEAR, f"  {YEAR}", "year: 2020", None, "not valid YAML", "Mend"),
    "open quote": Fault(GAO, YEAR, "year: '2020", "venue: '¦arXiv", None, "not valid", "quotes"),
    "escape": Fault(GAO, YEAR, 'year: "\\q"', 'year: "¦\\q', None, "not valid YAML", "Mend"),
    "flow left open": Fault(GAO, YEAR, "year: {a: 1", "type¦:", None, "not valid YAML", "Mend"),
    "tag": Fault(GAO, YEAR, "year: !!int 2020", "!!int", None, "a YAML tag", "begins with '!'"),
    "tag of Python": Fault(GAO, YEAR, "year: !!python/object/apply:os.getcwd []", "!!python", None,
                           "uses a YAML tag", "Leave out"),
    "own tag": Fault(GAO, YEAR, "year: !year 2020", "!year", None, "uses a YAML tag", "Leave out"),
    "directive": Fault(GAO, "# yaml", "%YAML 1.1\n---\n# yaml", "%YAML", None, "directive", "'%'"),
    "merge key": Fault(GAO, YEAR, "<<: {year: 2020}", "<<", "<<", "not a field of a publ", "year"),
    "YAML bomb": Fault(GAO, YEAR, "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]", "&a", None,
                       "anchor or alias", "out in each place"),
    "nesting": Fault(GAO, YEAR, "year: " + "[" * 21, "year: [[[[[[[[[[[[[[[[[[[¦[", None,
                     "deeper than 20 levels", "below its field"),
    "bell": Fault(GAO, YEAR, "note: a\x07", "note: a¦\x07", None, "the sign U+0007", "Remove it"),
    "zero byte": Fault(GAO, YEAR, "note: a\x00", "note: a¦\x00", None, "sign U+0000", "Remove it"),
    "escaped bell": Fault(GAO, YEAR, f'{YEAR}\nnote: "a\\a"', 'note: ¦"a', "note",
                          "a control character", "Leave it out"),
    "mark in the middle": Fault(GAO, YEAR, "note: a\ufeff", "note: a¦\ufeff", None, "U+FEFF",
                    "Rem"),
    "hexadecimal": Fault(GAO, YEAR, "year: 0x7E4", "year: ¦0x", "year", "'0x7E4'", "whole number"),
    "underscore": Fault(GAO, YEAR, "year: 2_020", "year: ¦2_", "year", "'2_020'", "whole number"),
    "wide digits": Fault(GAO, YEAR, "year: \uff12020", "year: ¦\uff12", "year", "wrong", "whole"),
    "exponent": Fault(GAO, YEAR, "year: 2e3", "year: ¦2e3", "year", "'2e3'", "one whole number"),
    "huge year": Fault(GAO, YEAR, "year: 20" + "0" * 99, "year: ¦200", "year", "wrong", "2100"),
    "negative year": Fault(GAO, YEAR, "year: -2020", "year: ¦-", "year", "'-2020'", "1500 and"),
    "capitals": Fault(GAO, YEAR, f"{YEAR}\net_al: TRUE", "et_al: ¦TRUE", "et_al", "'TRUE'", "true"),
    "fields swapped": Fault(GAO, YEAR, "year: Preprint", "year: ¦Pre", "year", "'Preprint'",
                    "whole"),
    "identifiers swapped": Fault(GAO, "- '10.48550/arxiv.2101.00027'", "- '2101.00027'",
                                 "- ¦'2101.0", "doi", "'2101.00027'", "Write a DOI as 10."),
    "DOI without end": Fault(GAO, "/arxiv.2101.00027", "/", "- ¦'10.48550/'", "doi", "wrong",
                    "10."),
    "month of arXiv": Fault(GAO, "arxiv: '2101", "arxiv: '2113", "arxiv: ¦'2113", "arxiv", "'2113.",
                            "without version"),
    "arXiv of old length": Fault(GAO, "arxiv: '2101.00027", "arxiv: '2101.0002", "arxiv: ¦'21",
                                 "arxiv", "'2101.0002'", "five digits"),
    "DOI of another preprint": Fault(GAO, "arxiv.2101.00027", "arxiv.2101.00072", "- ¦'10.485",
                                     "doi", "One arXiv identifier", "Compare DOI and arXiv"),
    "DOI of another record": Fault("publications/Spence1973.yaml", "10.2307/1882010",
                                   "10.48550/arxiv.2101.00027", "- ¦'10.48550", "doi",
                                   "Distinct publications", "use the other record"),
    "label of another": Fault("publications/Spence1973.yaml", "'Spence (1973)'",
                              "'Gao et al. (2020)'", "label: ¦'Gao", "label", "Distinct labels",
                              "a label of its own"),
    "ISBN check digit": Fault(BOOK, "9781484299937", "9781484299936", "isbn: ¦'978", "isbn",
                              "Check digit of an ISBN", "at least one digit is wrong"),
    "ISBN with digits swapped": Fault(BOOK, "9781484299937", "9781484299973", "isbn: ¦'978", "isbn",
                                      "Check digit of an ISBN", "Compare the ISBN"),
    "ISBN of ten": Fault(BOOK, "9781484299937", "3-16-148410-0", "isbn: ¦'3", "isbn",
                         "Check digit of an ISBN", "Compare the ISBN"),
    "ISBN too short": Fault(BOOK, "9781484299937", "978148429993", "isbn: ¦'978", "isbn",
                            "wrong value", "of 13 digits, such as 978-"),
    "no identifier": Fault("publications/Wolpin1977.yaml", "no_identifier: 'None was found.'\n", "",
"schema: 1", None, "Identified publication", "say why in no_identifier"),
    "ORCID of a consensus": Fault(CODER, "kind: P", "orcid: 0000-0002-1825-0097\nkind: P",
                                  "orcid: ¦0", "orcid", "Only a human coder has",
                                  "a person, has an ORCID"),
    "ORCID check digit": Fault(PROGRAM, "kind: SoftwareCoder", "kind: HumanCoder\norcid: "
                               "0000-0002-1825-0098", "orcid: ¦0", "orcid", "Check digit of an",
                               "Compare the ORCID iD"),
    "ORCID as address": Fault(PROGRAM, "kind: SoftwareCoder", "kind: HumanCoder\norcid: "
                              "https://orcid.org/0000-0002-1825-0097", "orcid: ¦h", "orcid",
                              "wrong value", "without https://orcid.org/"),
    "two kinds of coder": Fault(CODER, "kind: PublishedConsensus", "kind: [HumanCoder, "
                                "SoftwareCoder]", "kind: ¦[", "kind", "a single value", "one kind"),
    "phase by its label": Fault(CODINGS, "phase: ModelSelection", "phase: Model selection",
                                "phase: ¦Model s", "phase", "'Model selection' is not a known",
                                "mean 'ModelSelection'?"),
    "class for a thing": Fault(CODINGS, "mechanism: Screening", "mechanism: Mechanism",
                               "mechanism: ¦Mech", "mechanism", "not a known mechanism", "Known"),
    "phase and target swapped": Fault(CODINGS, "phase: DataAcquisitionAndPreparation\n    target: "
                                      "Dataset", "phase: Dataset\n    target: ModelSelection",
                                      "phase: ¦Dataset", "phase", "not a known adoption", "Known"),
    "solution and mechanism swapped": Fault(
        CODINGS, "mechanism: Signaling\n    solution: data-cards",
        "mechanism: data-cards\n    solution: Signaling", "solution: ¦Sig", "solution",
        "not a known solution", "file name, such as data-cards"),
    "unknown status": Fault(CODINGS, "n: '4.1'\n", "n: '4.1'\n    status: Agreed\n",
                            "status: ¦Agr", "status", "'Agreed' is not a known coding status",
                            "Leave status out"),
    "two statuses": Fault(CODINGS, "n: '4.1'\n", "n: '4.1'\n    status: [Proposed, Retracted]\n",
                          "[Prop", "status", "a single value", "Leave status out"),
    "list in a section": Fault(CODINGS, "section: '4.1'", "section: ['4.1', '4.2']", "['4.1",
                               "section", "a single value", "exactly one place"),
    "empty support": Fault(CODINGS, "support:\n      - Gao2020\n", "support: []\n", "[]", "support",
                           "is empty", "leave the field out"),
    "statement of a word": Fault(CODINGS, "codings:\n", "codings:\n  - word\n", "word", None,
                                 "does not hold fields", "'field: value'"),
    "unknown field of a statement": Fault(CODINGS, "    section: '4.1'", "    page: 3\n"
                                          "    section: '4.1'", "page", "page", "not a field of a",
                                          "section"),
    "id with a slash": Fault(CODINGS, "id: data-cards-s", "id: ../data-cards-s", "../data", "id",
                             "no usable id", "letters, digits"),
    "date without time": Fault(CODINGS, "T00:00:00Z'", "'", "date: ¦'2026", "date", "wrong type",
                               "such as 2026-11-23T00:00:00Z"),
    "day that is none": Fault(CODINGS, "'2026-11-23T", "'2026-02-30T", "date: ¦'2026", "date",
                              "wrong type", "such as 2026-11-23T00:00:00Z"),
    "transcription as text": Fault(CODINGS, "transcription:\n", "transcription: yes\nx:\n", "yes",
                                   None, "does not hold fields", "'field: value'"),
}
# fmt: on
