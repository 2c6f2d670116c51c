"""The description of the site for programs (OpenAPI 3.1)."""

from __future__ import annotations

from atlas_kg.web.openapi.document import openapi_document, openapi_route

__all__ = ["openapi_document", "openapi_route"]
