"""What a shape is about (SHACL, section 2.1.3, https://www.w3.org/TR/shacl/#targets)."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from atlas_kg.validation.data import TYPE, Data, Term

__all__ = ["Targets"]


@dataclass(frozen=True)
class Targets:
    """The targets of a shape; its focus nodes are those of all of them.

    Attributes:
        nodes: Focus nodes by name.
        classes: Classes whose instances are focus nodes, those of their subclasses too.
        subjects_of: Properties whose subjects are focus nodes.
        objects_of: Properties whose objects are focus nodes.
    """

    nodes: tuple[ox.NamedNode, ...] = ()
    classes: tuple[ox.NamedNode, ...] = ()
    subjects_of: tuple[ox.NamedNode, ...] = ()
    objects_of: tuple[ox.NamedNode, ...] = ()

    @property
    def are_named(self) -> bool:
        """Whether all focus nodes are given by name."""
        return not (self.classes or self.subjects_of or self.objects_of)

    def pattern(self, data: Data) -> str | None:
        """Return a graph pattern that binds ``?this`` to the focus nodes, to some more than once.

        Args:
            data: The data graph, whose classes are looked up.

        Returns:
            The pattern, or None where there can be no focus node.
        """
        classes = {str(one) for kind in self.classes for one in data.subclasses(kind)}
        patterns = [f"?this {TYPE} {one} ." for one in sorted(classes)]
        patterns += [f"?this {one} ?target_value ." for one in self.subjects_of]
        patterns += [f"?target_subject {one} ?this ." for one in self.objects_of]
        if self.nodes:
            patterns.append(f"VALUES ?this {{ {' '.join(map(str, self.nodes))} }}")
        if len(patterns) > 1:
            return " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)
        return patterns[0] if patterns else None

    def hold(self, data: Data, node: Term) -> bool:
        """Tell whether a node is a focus node."""
        if node in self.nodes:
            return True
        classes = frozenset(one for kind in self.classes for one in data.subclasses(kind))
        return (
            (bool(classes) and data.is_instance(node, classes))
            or any(data.objects(node, one) for one in self.subjects_of)
            or any(data.subjects(one, node) for one in self.objects_of)
        )
