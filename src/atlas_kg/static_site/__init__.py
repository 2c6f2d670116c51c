"""The site as files that need no server."""

from __future__ import annotations

from atlas_kg.static_site.folder import check_place
from atlas_kg.static_site.writing import Edition, SiteSummary, write_site

__all__ = ["Edition", "SiteSummary", "check_place", "write_site"]
