"""Fuzzing of what reads contributed files: no bytes may end in anything but records or findings.

Guided by coverage with Atheris (https://github.com/google/atheris), which `make fuzz` installs:

    python -m tests.fuzz.loaders [-runs=N] [-max_total_time=SECONDS] [CORPUS]
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["atlas_kg", "yaml"]):
    import rdflib

    from atlas_kg.dataset import Sources
    from atlas_kg.lifting import lift
    from atlas_kg.literature import read_literature
    from atlas_kg.record_shapes import read_record_shapes

PLACES = (
    "publications/A.yaml",
    "solutions/a.yaml",
    "coders/a.yaml",
    "codings/a/A.yaml",
    "adjudications/A.yaml",
)


def main() -> None:
    """Run until the options of libFuzzer on the command line say stop, or something breaks."""
    sources = Sources.carried()
    graph = rdflib.Graph()
    for path in sorted(sources.shapes.glob("*.ttl")):
        graph.parse(path)
    shapes = read_record_shapes(graph)
    with tempfile.TemporaryDirectory(prefix="atlas-kg-fuzz-", dir=_memory()) as folder:
        root = Path(folder)
        targets = [root / str(number) / place for number, place in enumerate(PLACES)]
        for target in targets:
            target.parent.mkdir(parents=True)
        corpus = root / "corpus"
        corpus.mkdir()
        for number, (head, content) in enumerate(_seeds(sources.data).items()):
            (corpus / f"{number}").write_bytes(bytes([head[0]]) + content)

        def read(data: bytes) -> None:
            """Read bytes, of which the first chooses the kind of file, as a contributed file."""
            chosen = (data[0] if data else 0) % len(targets)
            targets[chosen].write_bytes(data[1:])
            found = read_literature(root / str(chosen), shapes)
            lift(found.records, shapes)
            for finding in found.findings:
                assert finding.location, finding
                assert finding.location.file == targets[chosen], finding
                assert min(finding.location.line, finding.location.column) > 0

        atheris.Setup([*sys.argv, str(corpus)], read)
        atheris.Fuzz()


def _seeds(data: Path) -> Mapping[tuple[int, Path], bytes]:
    """Return one short file of each kind, by the number of its place."""
    found = {}
    for number, place in enumerate(PLACES):
        files = sorted((data / place.split("/", maxsplit=1)[0]).rglob("*.yaml"), key=_size)
        for path in files[:3]:
            found[number, path] = path.read_bytes()[:4000]
    return found


def _size(path: Path) -> int:
    return path.stat().st_size


def _memory() -> str | None:
    """Return the folder that lies in memory, where there is one: each run writes a file."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


if __name__ == "__main__":
    main()
