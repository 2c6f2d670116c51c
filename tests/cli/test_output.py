"""Where results go: links are followed, pipes and devices are written into, full disks are told."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from atlas_kg.cli.output import write
from tests.conftest import COMMAND

Run = Callable[..., CompletedProcess[str]]

FULL = Path("/dev/full")


def test_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    for name, old in (("there.txt", "old\n"), ("missing.txt", None)):
        target = tmp_path / "below" / name
        target.parent.mkdir(exist_ok=True)
        if old:
            target.write_text(old, "utf-8")
        link = tmp_path / name
        link.symlink_to(target)
        write("new", link)
        assert link.is_symlink()
        assert target.read_text("utf-8") == "new\n"
        assert not target.is_symlink()
    assert sorted(path.name for path in (tmp_path / "below").iterdir()) == [
        "missing.txt",
        "there.txt",
    ]


def test_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    file, other = tmp_path / "out.txt", tmp_path / "other.txt"
    file.write_text("old\n", "utf-8")
    file.chmod(0o600)
    os.link(file, other)
    write("new", file)
    assert file.read_text("utf-8") == "new\n"
    assert file.stat().st_mode & 0o777 == 0o600
    # Who holds the old file open reads the old content to its end.
    assert other.read_text("utf-8") == "old\n"


def test_pipe_gets_the_result_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        reader = pool.submit(pipe.read_text, "utf-8")
        write("through", pipe)
        assert reader.result(timeout=20) == "through\n"
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_links_in_a_circle(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.symlink_to(two)
    two.symlink_to(one)
    done = run("map", "--format", "csv", "-o", one)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{one} cannot be written" in done.stderr
    assert one.is_symlink()


@pytest.mark.skipif(not FULL.is_char_device(), reason="this system has no device that is full")
def test_full_disk(run: Run) -> None:
    done = run("map", "--format", "csv", "-o", FULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{FULL} cannot be written: No space left on device." in done.stderr
    assert FULL.is_char_device()
    with FULL.open("wb") as full:
        printed = subprocess.run(
            [COMMAND, "map"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    told = printed.stderr.decode()
    assert printed.returncode == 2
    assert "Standard output cannot be written: No space left on device." in told
    assert "Traceback" not in told
    assert "Exception" not in told


def test_own_output_by_its_name(tmp_path: Path) -> None:
    grown = tmp_path / "grown.csv"
    grown.write_text("above\n", "utf-8")
    with grown.open("ab") as file:
        subprocess.run(
            [COMMAND, "map", "--format", "csv", "-o", "/dev/stdout"],
            stdout=file,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )
    assert grown.read_text("utf-8").startswith("above\nposition,phase,")
