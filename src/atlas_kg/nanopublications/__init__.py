"""Accepted statements as nanopublications: small, citable, signed on demand."""

from atlas_kg.nanopublications.agreements import Agreements
from atlas_kg.nanopublications.composition import Nanopublication, nanopublications, written
from atlas_kg.nanopublications.signing import SigningKey, read_key, signed

__all__ = [
    "Agreements",
    "Nanopublication",
    "SigningKey",
    "nanopublications",
    "read_key",
    "signed",
    "written",
]
