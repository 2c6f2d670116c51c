"""Whether reasoning says what the ontology means, and no more."""
