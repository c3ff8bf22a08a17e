"""Planner: which small schools to merge, where new seats go, and who travels where."""

__version__ = "0.1.0"
