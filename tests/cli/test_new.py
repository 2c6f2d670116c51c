"""``atlas-kg new``: publications come in, whole or not at all, and none twice."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml

from atlas_kg import resources
from tests.conftest import COMMAND, environment
from tests.registries.responses import ATOM, CSL
from tests.registries.servers import Registry, Reply, serving

Run = Callable[..., CompletedProcess[str]]

WATER = "10.1126/science.169.3946.635"
GOOD = """@article{doe2025, title={Watching models learn}, author={Doe, Jane and Roe, John},
  year=2025, journal={Journal of Examples}, doi={10.5555/watching}}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own, and no setting of whoever runs the tests."""
    monkeypatch.setenv("ATLAS_KG_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ATLAS_KG_MAILTO", raising=False)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with serving() as running:
        for name in ("DOI", "ARXIV", "CROSSREF", "DATACITE"):
            monkeypatch.setenv(f"ATLAS_KG_{name}_URL", running.url)
        yield running


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    file = tmp_path / "refs.bib"
    file.write_text(GOOD, "utf-8")
    return file


def publication(data: Path, key: str) -> dict[str, object]:
    text = (data / "publications" / f"{key}.yaml").read_text("utf-8")
    loaded = yaml.safe_load(text)
    assert isinstance(loaded, dict)
    return loaded


def files(data: Path) -> dict[str, bytes]:
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file()}


def test_entry_of_a_file_becomes_a_valid_publication(run: Run, data: Path, bib: Path) -> None:
    done = run("new", bib, "--data", data)
    assert (done.returncode, done.stdout) == (0, f"{data}/publications/Doe2025.yaml\n")
    assert done.stderr.endswith("1 new.\n")
    assert publication(data, "Doe2025") == {
        "schema": 1,
        "label": "Doe & Roe (2025)",
        "title": "Watching models learn",
        "authors": ["Doe, Jane", "Roe, John"],
        "year": 2025,
        "type": "JournalArticle",
        "venue": "Journal of Examples",
        "doi": ["10.5555/watching"],
        "retrieved_from": "refs.bib, entry doe2025",
    }
    assert run("validate", data).returncode == 0


def test_where_descriptions_came_from_can_be_asked(run: Run, data: Path, bib: Path) -> None:
    run("new", bib, "--data", data)
    done = run("query", "cq70", "--format", "csv", "--data", data)
    assert done.stdout.split() == ["retrievedFrom,works", ",81", "refs.bib,1"]


def test_doi_from_its_agency(run: Run, data: Path, registry: Registry) -> None:
    csl = {"Content-Type": "application/vnd.citationstyles.csl+json"}
    registry.answer(f"/{WATER}", Reply(CSL, headers=csl))
    done = run("new", f"https://doi.org/{WATER}", "--data", data, "--mailto", "jane@example.org")
    assert done.returncode == 0
    assert publication(data, "Frank1970")["retrieved_from"] == f"https://doi.org/{WATER}"
    assert "mailto:jane@example.org" in registry.asked[0][1]["user-agent"]
    again = run("new", WATER.upper(), "--data", data)
    assert again.returncode == 0
    assert f"Frank1970 has the same DOI {WATER}" in again.stderr
    # The registry was asked once; the second answer came from the cache.
    assert len(registry.asked) == 1


def test_arxiv_identifier(run: Run, data: Path, registry: Registry) -> None:
    registry.answer("/query?id_list=hep-ex%2F0307015&max_results=1", Reply(ATOM))
    assert run("new", "arXiv:hep-ex/0307015v2", "--data", data).returncode == 0
    found = publication(data, "H1Collaboration2003")
    assert (found["arxiv"], found["authors"]) == ("hep-ex/0307015", ["H1 Collaboration"])


def test_datacite_answers_where_arxiv_does_not(run: Run, data: Path, registry: Registry) -> None:
    registry.answer("/query?id_list=2507.00001&max_results=1", Reply(b"<html/>"))
    registry.answer(
        "/dois/10.48550/arxiv.2507.00001",
        Reply(
            b'{"data": {"attributes": {"doi": "10.48550/arXiv.2507.00001", "publicationYear": 2025,'
            b' "titles": [{"title": "Watching"}], "creators": [{"name": "Doe, Jane"}],'
            b' "publisher": "arXiv", "types": {"resourceTypeGeneral": "Preprint"}}}}'
        ),
    )
    assert run("new", "2507.00001", "--data", data).returncode == 0
    assert publication(data, "Doe2025")["arxiv"] == "2507.00001"


def test_unknown_doi_is_a_finding(run: Run, data: Path, registry: Registry) -> None:
    before = files(data)
    done = run("new", "10.5555/nothing", "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No such DOI is registered" in done.stderr
    assert registry.asked
    assert files(data) == before


def test_known_work_of_the_seed_is_not_written_again(run: Run, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "zou.bib"
    file.write_text("@misc{z, title={Other}, author={Zou, A.}, year=2023, eprint={2307.15043}}")
    done = run("new", file, "--data", data)
    assert (done.returncode, done.stdout) == (0, "")
    assert "z (line 1): Zou2023 has the same arXiv identifier 2307.15043." in done.stderr


def test_without_a_network_one_message(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_KG_DOI_URL", "http://127.0.0.1:9")
    before = files(data)
    done = run("new", "10.5555/nothing", "--data", data)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: The DOI resolver doi.org cannot be reached")
    assert "Give a file instead" in done.stderr
    assert done.stderr.count("\n") == 1
    assert files(data) == before


def test_offline_asks_nobody(run: Run, data: Path, registry: Registry) -> None:
    done = run("new", "10.5555/nothing", "--offline", "--data", data)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--offline" in done.stderr
    assert registry.asked == []


def test_what_can_be_had_is_written_though_the_rest_cannot(run: Run, data: Path, bib: Path) -> None:
    done = run("new", bib, "10.5555/nothing", "--offline", "--data", data)
    assert done.returncode == 2
    assert "1 new, 1 not reached." in done.stderr
    assert publication(data, "Doe2025")


def test_whole_bibliography_and_a_second_run(run: Run, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(
        GOOD + "@article{same, title={Watching models learn}, author={Doe, Jane}, year=2025}\n"
        "@article{broken, title={B\n"
        "@article{noyear, title={C}, author={Doe, Jane}}\n"
        "@misc{zou, title={T}, author={Zou, A.}, year=2023, doi={10.48550/ARXIV.2307.15043}}\n"
        "@book{isbn, title={D}, author={Doe, Jane}, year=2025, isbn={978-3-16-148410-1}}\n"
        "@book{last, title={E}, author={Doe, Jane}, year=2025}\n"
    )
    first = run("new", file, "--data", data)
    assert first.returncode == 1
    assert first.stdout.split() == [
        f"{data}/publications/Doe2025.yaml",
        f"{data}/publications/Doe2025b.yaml",
    ]
    for told in (
        "same (line 3): Doe2025, which is doe2025 (line 1) in this run, has the same title",
        "broken (line 4): The entry cannot be read",
        "noyear (line 5): It has no year.",
        "isbn (line 7): isbn: ",
        "2 new, 1 there already, 4 not taken in",
    ):
        assert told in first.stderr
    written = files(data)
    second = run("new", file, "--data", data)
    assert (second.returncode, second.stdout) == (1, "")
    assert "0 new, 3 there already, 4 not taken in" in second.stderr
    assert files(data) == written
    assert run("validate", data).returncode == 0


def test_second_run_with_nothing_wrong_is_well(run: Run, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(GOOD + "@book{b, title={B}, author={Poe, Edgar}, year=2024}")
    assert run("new", file, "--data", data).returncode == 0
    done = run("new", file, "--data", data)
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 new, 2 there already." in done.stderr


def test_second_run_with_one_entry_is_well_and_says_where_it_is(
    run: Run, data: Path, bib: Path
) -> None:
    assert run("new", bib, "--data", data).returncode == 0
    done = run("new", bib, "--data", data)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Doe2025 has the same" in done.stderr
    assert done.stderr.endswith("0 new, 1 there already.\n")
    # Who wants another key for it does not get it.
    chosen = run("new", bib, "--data", data, "--key", "watching")
    assert (chosen.returncode, chosen.stdout) == (1, "")
    assert "0 new, 1 not taken in" in chosen.stderr


def test_entry_that_waited_for_a_faulty_one_comes_in(run: Run, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(
        "@book{wrong, title={A Book of Examples}, author={Doe, Jane}, year=2025,"
        " isbn={978-3-16-148410-1}}\n"
        "@book{right, title={A Book of Examples}, author={Doe, Jane}, year=2025,"
        " isbn={978-3-16-148410-0}}\n"
    )
    done = run("new", file, "--data", data)
    assert done.stdout.split() == [f"{data}/publications/Doe2025.yaml"]
    assert publication(data, "Doe2025")["isbn"] == "978-3-16-148410-0"
    assert "wrong (line 1): isbn:" in done.stderr


def test_preprint_of_a_published_work_needs_a_word(run: Run, data: Path, bib: Path) -> None:
    run("new", bib, "--data", data)
    bib.write_text(
        "@misc{p, title={Watching Models Learn}, author={Doe, Jane}, year=2024, "
        "eprint={2407.00001}, archiveprefix={arXiv}}"
    )
    done = run("new", bib, "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Doe2025 has the same title and author. If it is another work, add" in done.stderr
    assert run("new", bib, "--data", data, "--despite-title").returncode == 0
    assert publication(data, "Doe2024")["arxiv"] == "2407.00001"
    assert "there already." in run("new", bib, "--data", data, "--despite-title").stderr


def test_dry_run_shows_the_file_and_writes_none(run: Run, data: Path, bib: Path) -> None:
    before = files(data)
    done = run("new", bib, "--data", data, "--dry-run")
    assert done.returncode == 0
    assert done.stdout.startswith(f"# {data}/publications/Doe2025.yaml\n# yaml-language-server")
    assert "label: Doe & Roe (2025)" in done.stdout
    assert files(data) == before


def test_chosen_key(run: Run, data: Path, bib: Path) -> None:
    assert run("new", bib, "--data", data, "--key", "watching").returncode == 0
    assert publication(data, "watching")["label"] == "Doe & Roe (2025)"


@pytest.mark.parametrize(
    ("key", "told"),
    [("a b", (1, "cannot be used")), ("zou2023", (2, "is there already"))],
)
def test_unusable_key(key: str, told: tuple[int, str], run: Run, data: Path, bib: Path) -> None:
    code, why = told
    before = files(data)
    done = run("new", bib, "--data", data, "--key", key)
    assert (done.returncode, done.stdout) == (code, "")
    assert why in done.stderr
    assert files(data) == before


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x9b"])
def test_signs_that_are_not_seen_are_told(sign: str, run: Run, data: Path, bib: Path) -> None:
    before = files(data)
    bib.write_text(GOOD.replace("Watching", f"Watch{sign}ing"), "utf-8")
    done = run("new", bib, "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"title holds the sign U+{ord(sign):04X}" in done.stderr
    assert files(data) == before


def test_two_runs_at_once_take_in_each_work_once(data: Path, tmp_path: Path) -> None:
    """Both would give the same keys to other works, since they take them in another order."""
    entries = [
        f"@misc{{e{number}, title={{Work number {number} of all}}, author={{Doe, Jane}}, "
        f"year=2025, url={{https://example.org/{number}}}}}"
        for number in range(40)
    ]
    bibs = tmp_path / "one.bib", tmp_path / "other.bib"
    bibs[0].write_text("\n".join(entries), "utf-8")
    bibs[1].write_text("\n".join(reversed(entries)), "utf-8")
    runs = [
        subprocess.Popen(
            [COMMAND, "new", str(bib), "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        for bib in bibs
    ]
    told = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    written = [line for out, _ in told for line in out.splitlines()]
    addresses = [yaml.safe_load(Path(name).read_text("utf-8"))["url"] for name in written]
    assert len(written) == len(set(map(str, addresses))) == len(entries)


def test_standard_input(run: Run, data: Path) -> None:
    done = run("new", "-", "--format", "bib", "--data", data, stdin=GOOD)
    assert done.returncode == 0
    assert publication(data, "Doe2025")["retrieved_from"] == "standard input, entry doe2025"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["-"], "Name the format of standard input"),
        (["nothing at all"], "is no DOI, no arXiv identifier and no file"),
        (["missing.bib"], "missing.bib cannot be read: No such file"),
        (["-", "--format", "xlsx"], "'xlsx' is not a format here"),
        (["10.5555/a", "10.5555/b", "--key", "a", "--offline"], "--key names one work"),
        (["10.5555/a", "--mailto", "jane"], "no mail address"),
        (["10.5555/a", "--key", ""], "--key is empty"),
    ],
)
def test_wrong_use(words: list[str], why: str, run: Run, data: Path) -> None:
    done = run("new", *words, "--data", data)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr


def test_installed_data_are_left_alone(
    run: Run, bib: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "is_installed", lambda _: True)
    done = run("new", bib, "--data", data)
    assert done.returncode == 2
    assert "Work on a copy" in done.stderr
    assert run("new", bib, "--data", data, "--dry-run").returncode == 0


def test_bar_on_a_terminal(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(
        "".join(
            f"@book{{k{i}, title={{Book {i}}}, author={{Doe, J.}}, year=2025}}\n" for i in range(30)
        )
    )
    ours, theirs = pty.openpty()
    words = [str(word) for word in (COMMAND, "new", file, "--data", data)]
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, env=environment()) as process:
        os.close(theirs)
        shown = b""
        # The end of a terminal is told as an error.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 4096):
                shown += part
    os.close(ours)
    assert process.returncode == 0
    assert b"Adding" in shown
    assert b"100%" in shown
    assert b".yaml" not in shown
    assert b"30 new." in shown


def test_interruption_leaves_whole_files_and_the_next_run_the_rest(
    run: Run, data: Path, tmp_path: Path
) -> None:
    count = 1_500
    file = tmp_path / "refs.bib"
    file.write_text(
        "".join(
            f"@book{{k{i}, title={{Book {i}}}, author={{Doe, J.}}, year=2025, "
            f"doi={{10.5555/{i}}}}}\n"
            for i in range(count)
        )
    )
    words = [str(word) for word in (COMMAND, "new", file, "--data", data)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        folder, begun = data / "publications", time.monotonic()
        while len(list(folder.glob("Doe2025*"))) < 100 and time.monotonic() - begun < 120:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    left = list(folder.glob("Doe2025*"))
    assert 100 <= len(left) < count
    assert all(path.read_text("utf-8").endswith("\n") for path in left)
    done = run("new", file, "--data", data)
    assert done.returncode == 0
    assert f"{count - len(left)} new, {len(left)} there already." in done.stderr
    assert len(list(folder.glob("*.yaml"))) == 81 + count
