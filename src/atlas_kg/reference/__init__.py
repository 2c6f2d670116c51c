"""References: works as bibliographies and registries describe them, before they are records."""

from atlas_kg.reference.names import Person
from atlas_kg.reference.reference import Reference

__all__ = ["Person", "Reference"]
