"""A server with a store on disk, for tests that kill it: ``FOLDER``, ``PORT`` and ``TOKENS``."""

from __future__ import annotations

import sys
from pathlib import Path

from fastapi import FastAPI

from atlas_kg.cli.server import serve
from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import build
from atlas_kg.namespaces import GRAPH_PROPOSED, PREFIXES
from atlas_kg.tokens import read_tokens
from atlas_kg.web.app import create_app
from atlas_kg.web.settings import Settings
from atlas_kg.workers.disk import DiskKeeper
from atlas_kg.workers.frames import Change, Operation
from atlas_kg.workers.limits import Limits
from atlas_kg.workers.pool_on_disk import PoolOnDisk


def make_app() -> FastAPI:
    limits = Limits()
    pool = PoolOnDisk(
        DiskKeeper(Path(sys.argv[1]), limits),
        "",
        lambda: Change(Operation.REPLACE),
        PREFIXES,
        limits,
        hidden=GRAPH_PROPOSED.value,
    )
    settings = Settings(tokens=read_tokens(Path(sys.argv[3])), limits=limits)
    return create_app(build(Sources.carried()), settings, pool)


if __name__ == "__main__":
    serve(make_app, "127.0.0.1", int(sys.argv[2]), 1)
