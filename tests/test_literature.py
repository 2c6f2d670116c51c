"""Contributed files become records, or findings with that file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_kg.dataset import Dataset, Sources
from atlas_kg.lifting import lift
from atlas_kg.literature import CORPUS, Literature, read_literature
from atlas_kg.model import Record
from atlas_kg.namespaces import ATLAS, PROV

CODING = """\
schema: 1
transcription:
  by: someone
problems:
  - id: unknown
    problem: P
codings:
  - id: first-one
    phase: ModelSelection
    support: [A, B]
  - id: second
    note: '  spaces  '
"""
FIELDS = st.dictionaries(
    st.sampled_from(["schema", "id", "label", "year", "codings", "problems", "transcription", "x"]),
    st.sampled_from(["1", "", "[]", "[a]", "{}", "{a: 1}", "- id: a", "\n  - id: a\n", "'", "*"]),
)


@pytest.fixture(scope="module")
def literature(asserted: Dataset) -> Literature:
    return read_literature(Sources.carried().data, asserted.record_shapes)


def read(asserted: Dataset, folder: Path, name: str, content: str | bytes) -> Literature:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_literature(folder, asserted.record_shapes)


def test_seed_literature_is_read_whole(literature: Literature) -> None:
    assert literature.findings == ()
    kinds = [record.kind for record in literature.records]
    counts = {kind: kinds.count(kind) for kind in kinds}
    assert counts == {
        "coder": 2,
        "coding": 27,
        "condition": 11,
        "report": 5,
        "transcription": 1,
        "publication": 81,
        "solution": 24,
    }


def test_slugs_tell_records_apart(literature: Literature) -> None:
    names = [(record.kind, record.slug) for record in literature.records]
    assert len(set(names)) == len(names)


def by_slug(found: Literature) -> dict[str, Record]:
    return {record.slug: record for record in found.records}


def test_statements_know_publication_coder_and_transcription(
    asserted: Dataset, tmp_path: Path
) -> None:
    found = read(asserted, tmp_path, "codings/me/Gao2020.yaml", CODING)
    assert found.findings == ()
    records = by_slug(found)
    assert records.keys() == {
        "Gao2020.me",
        "Gao2020.me.unknown",
        "Gao2020.me.first-one",
        "Gao2020.me.second",
    }
    links = {(link.relation, link.kind, link.slug) for link in records["Gao2020.me.second"].links}
    assert links == {
        (str(PROV.wasDerivedFrom), "publication", "Gao2020"),
        (str(ATLAS.codedBy), "coder", "me"),
        (str(PROV.wasGeneratedBy), "transcription", "Gao2020.me"),
    }


def test_labels_are_made_from_ids(asserted: Dataset, tmp_path: Path) -> None:
    records = by_slug(read(asserted, tmp_path, "codings/me/Gao2020.yaml", CODING))
    assert records["Gao2020.me.first-one"].label == "First one (Gao2020, by me)"
    assert records["Gao2020.me"].label == "Transcription of Gao2020 for me"


def test_labels_tell_coders_and_decisions_apart(asserted: Dataset, tmp_path: Path) -> None:
    decided = "schema: 1\nadjudications:\n  - id: first-one\n    by: mary\n"
    for name, content in (
        ("codings/me/Gao2020.yaml", CODING),
        ("codings/you/Gao2020.yaml", CODING),
        ("adjudications/Gao2020.yaml", decided),
    ):
        found = read(asserted, tmp_path, name, content)
    labels = {r.label for r in found.records if r.slug.endswith(".first-one")}
    assert labels == {
        "First one (Gao2020, by me)",
        "First one (Gao2020, by you)",
        "Adjudication: First one (Gao2020)",
    }


def test_values_keep_their_places(asserted: Dataset, tmp_path: Path) -> None:
    records = by_slug(read(asserted, tmp_path, "codings/me/Gao2020.yaml", CODING))
    first = records["Gao2020.me.first-one"]
    assert first.location.line == 8
    support = first.fields["support"]
    assert [(value.text, value.location.line) for value in support] == [("A", 10), ("B", 10)]
    (note,) = records["Gao2020.me.second"].fields["note"]
    assert note.text == "spaces"


def test_one_wrong_field_leaves_the_others(asserted: Dataset, tmp_path: Path) -> None:
    text = "schema: 1\nlabel: A\nyear: [1, 2]\nzzz: 1\n"
    found = read(asserted, tmp_path, "publications/A.yaml", text)
    assert [finding.field for finding in found.findings] == ["year", "zzz"]
    assert list(by_slug(found)["A"].fields) == ["label"]


def test_unreadable_file_does_not_hide_others(asserted: Dataset, data: Path) -> None:
    found = read(asserted, data, "publications/Gao2020.yaml", b"\xff")
    assert len(found.findings) == 1
    assert len(found.records) == 150


def all_told(found: Literature, folder: Path) -> None:
    for finding in found.findings:
        assert finding.location is not None
        assert finding.location.file.is_relative_to(folder)
        assert finding.problem
        assert finding.advice


@pytest.mark.parametrize("name", ["publications/A.yaml", "codings/me/A.yaml", "solutions/a.yaml"])
@given(content=st.binary(max_size=60))
def test_any_bytes_give_records_or_findings(
    name: str, content: bytes, asserted: Dataset, tmp_path: Path
) -> None:
    all_told(read(asserted, tmp_path, name, content), tmp_path)


@pytest.mark.parametrize("name", ["publications/A.yaml", "codings/me/A.yaml", "coders/a.yaml"])
@given(fields=FIELDS)
def test_any_fields_give_records_or_findings(
    name: str, fields: dict[str, str], asserted: Dataset, tmp_path: Path
) -> None:
    text = "schema: 1\n" + "".join(f"{key}: {value}\n" for key, value in fields.items())
    found = read(asserted, tmp_path, name, text)
    all_told(found, tmp_path)
    assert found.records or found.findings or not set(fields) - {"schema"}


DATA = Sources.carried().data
# What describes the corpus is read elsewhere and gives no records.
CARRIED = {
    file.relative_to(DATA): file.read_bytes()
    for file in sorted(DATA.rglob("*.yaml"))
    if not file.is_relative_to(DATA / CORPUS)
}
# What people and programs do to a file: cut, double, swap, and write what they should not.
PIECES = st.sampled_from(
    [
        b"\n",
        b"  ",
        b"\t",
        b": ",
        b"- ",
        b"#",
        b"'",
        b'"',
        b"[",
        b"}",
        b"&a ",
        b"*a",
        b"!!x ",
        b"---\n",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        "\u2028é".encode(),
        b"schema: 2\n",
        b"<<: ",
        b"~",
        b"|\n",
    ]
)
MUTATIONS = st.lists(
    st.tuples(
        st.floats(0, 1), st.floats(0, 0.2), st.sampled_from(["cut", "double", "put"]), PIECES
    ),
    min_size=1,
    max_size=4,
)


def mutated(content: bytes, mutations: list[tuple[float, float, str, bytes]]) -> bytes:
    for start, share, what, piece in mutations:
        begin = int(start * len(content))
        end = begin + int(share * len(content))
        middle = {"cut": b"", "double": content[begin:end] * 2, "put": piece}[what]
        content = content[:begin] + middle + content[end:]
    return content


@given(file=st.sampled_from(sorted(CARRIED)), mutations=MUTATIONS)
def test_mutated_files_give_records_or_findings(
    file: Path,
    mutations: list[tuple[float, float, str, bytes]],
    asserted: Dataset,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("mutated")
    content = mutated(CARRIED[file], mutations)
    found = read(asserted, folder, file.as_posix(), content)
    all_told(found, folder)
    lines = content.replace(b"\r", b"\n").count(b"\n") + 3
    assert all(finding.location and finding.location.line <= lines for finding in found.findings)
    assert lift(found.records, asserted.record_shapes).triples or found.findings
