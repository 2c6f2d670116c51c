"""The web site and the SPARQL endpoint."""

from __future__ import annotations

from atlas_kg.web.app import create_app
from atlas_kg.web.settings import Settings

__all__ = ["Settings", "create_app"]
