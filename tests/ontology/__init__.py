"""Whether the ontology is what it claims to be."""
