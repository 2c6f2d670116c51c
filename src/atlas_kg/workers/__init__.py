"""Queries in processes of their own: within limits, and stoppable.

Nothing is imported here, so that a worker loads only what it needs.
"""
