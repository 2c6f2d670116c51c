"""How far coders agree: statements aligned across coders, coefficients, and what stays open.

Nothing here knows of files or of RDF: what goes in are `Statement` records.
"""
