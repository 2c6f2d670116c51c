"""A server is killed while it publishes: after the next start all is published, or nothing."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from atlas_kg.cli import main
from atlas_kg.dataset import Sources, load_theory
from atlas_kg.desk.data_folder import write
from atlas_kg.desk.journal import finish
from atlas_kg.errors import UsageError
from atlas_kg.namespaces import RDFS
from tests.durability.killing import ROOT
from tests.durability.publishing import AFTER, BEFORE, CHANGES, held, prepare
from tests.durability.test_kills_over_http import Server
from tests.web.contributors import PUBLISHER, Contributor, folder_with_coders

JOURNAL = ".publishing.json"


def killed(folder: Path, act: str) -> list[Path]:
    """Return the folders of data in which a process was killed, each at another moment."""
    words = [sys.executable, "-m", "tests.durability.publishing", str(folder), act]
    told = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return [folder / str(moment) / "data" for moment in range(1, int(told.stdout) + 1)]


@pytest.mark.parametrize("act", ["keep", "undo", "finish"])
def test_a_process_that_is_killed_at_each_moment(tmp_path: Path, act: str) -> None:
    torn, ended = 0, []
    for data in killed(tmp_path, act):
        left = held(data)
        torn += left not in (BEFORE, AFTER)
        is_begun = (data / JOURNAL).exists()
        told: list[str] = []
        finish(data, told.append)
        assert len(told) == is_begun
        # What was begun is finished; what was not is as if nobody had wanted it.
        found = held(data)
        assert found == (AFTER if is_begun else left)
        assert found in (BEFORE, AFTER)
        ended.append(found == AFTER)
        finish(data, told.append)
        assert len(told) == is_begun
        assert not (data / JOURNAL).exists()
    # The moments lay on both sides of, and between, the files.
    assert torn > 3
    assert ended[-1] is (act != "undo")
    assert set(ended) == ({True} if act == "finish" else {True, False})


@pytest.fixture
def cut_off(tmp_path: Path) -> Path:
    """A folder of data with a publication that was cut off after two files."""
    data = tmp_path / "data"
    prepare(data)
    files = {Path(path): text for path, text in CHANGES.items()}
    write(data, files, load_theory(Sources.carried()).record_shapes).leave()
    for path in list(CHANGES)[2:-1]:
        (data / path).unlink()
    return data


def test_nothing_is_published_over_what_was_cut_off(cut_off: Path) -> None:
    shapes, left = load_theory(Sources.carried()).record_shapes, held(cut_off)
    with pytest.raises(UsageError, match="An earlier publication was cut off"):
        write(cut_off, {Path("coders/four.yaml"): "label: Four\n"}, shapes)
    assert held(cut_off) == left
    finish(cut_off, lambda _: None)
    written = write(cut_off, {Path("coders/four.yaml"): "label: Four\n"}, shapes)
    with pytest.raises(UsageError, match="Another server publishes"):
        write(cut_off, {Path("coders/five.yaml"): "label: Five\n"}, shapes)
    written.keep()
    assert held(cut_off) == AFTER | {"coders/four.yaml": "label: Four\n"}


def test_what_somebody_changed_meanwhile_is_theirs(cut_off: Path) -> None:
    changed = cut_off / "solutions/two.yaml"
    changed.write_text("label: Mine\n")
    left = held(cut_off)
    with pytest.raises(UsageError, match=r"solutions/two\.yaml was changed after a publication"):
        finish(cut_off, lambda _: None)
    assert held(cut_off) == left
    changed.unlink()
    finish(cut_off, lambda _: None)
    assert held(cut_off) == AFTER


@pytest.mark.parametrize(
    "path", ["../outside.yaml", "/home/outside.yaml", "coders/../../outside.yaml", ".git/config"]
)
def test_journal_that_names_other_places_is_refused(cut_off: Path, path: str) -> None:
    left = held(cut_off)
    files = [{"path": path, "before": None, "after": "label: Outside\n"}]
    (cut_off / JOURNAL).write_text(json.dumps({"files": files}))
    with pytest.raises(UsageError, match="is not the journal of a publication"):
        finish(cut_off, lambda _: None)
    assert held(cut_off) == left
    assert not (cut_off.parent / "outside.yaml").exists()


class Desk:
    """A server with a desk, at which somebody publishes.

    Args:
        folder: Where its data, its store, its tokens and what waits lie.
        token: The token of the one who publishes.
    """

    def __init__(self, folder: Path, token: str) -> None:
        options = ["--desk", folder / "desk", "--publish", "--data", folder / "data"]
        self.server = Server(folder / "store", folder / "tokens", *options)
        self.token = token

    def publish(self, parts: list[str]) -> None:
        """Sign in, and publish until the server is killed."""
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.server.port}", timeout=60) as client:
            mary = Contributor(client)
            mary.get("/contribute/sign-in")
            mary.post("/contribute/sign-in", {}, token=self.token)
            page = mary.get("/contribute/publish").text
            assert all(f'value="{part}"' in page for part in parts)
            with suppress(httpx2.TransportError):
                mary.post("/contribute/publish", {"part": parts})

    def known(self) -> int:
        """Return how many of the solutions its store holds."""
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{RDFS.label}> ?l "
        return int(self.server.ask(query + 'FILTER(STRSTARTS(?l, "Fictitious")) }').split()[1])


MANY = 60


def test_a_server_that_is_killed_while_it_publishes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tokens = str(tmp_path / "tokens")
    assert main(["token", PUBLISHER, "--may", "publish", "--tokens", tokens]) == 0
    token = capsys.readouterr().out.strip()
    data = Path(shutil.copytree(Sources.carried().data, tmp_path / "data"))
    waiting = folder_with_coders(tmp_path / "desk") / "solutions"
    waiting.mkdir()
    parts = [f"solutions/fictitious-{number}.yaml" for number in range(MANY)]
    for number, part in enumerate(parts):
        text = f"label: Fictitious {number}\ndefinition: The measure number {number}.\n"
        (waiting.parent / part).write_text(f"# A solution.\nschema: 1\n{text}sources: Zou2023\n")
    desk = Desk(tmp_path, token)
    assert desk.known() == 0
    publisher = threading.Thread(target=desk.publish, args=[parts])
    publisher.start()
    while not any((data / part).exists() for part in parts) and publisher.is_alive():
        pass
    desk.server.end(signal.SIGKILL)
    publisher.join()
    placed = sum((data / part).exists() for part in parts)
    assert 0 < placed < MANY
    assert (data / JOURNAL).exists()

    desk = Desk(tmp_path, token)
    assert [line for line in desk.server.told if "cut off" in line] == [
        f"Finishing a publication that was cut off: {MANY} files in {data} …\n"
    ]
    assert all((data / part).exists() for part in parts)
    assert desk.known() == MANY
    assert not list(waiting.glob("*.yaml"))
    assert not [file for file in data.rglob(".*") if file.is_file()]
    desk.server.end(signal.SIGTERM)
