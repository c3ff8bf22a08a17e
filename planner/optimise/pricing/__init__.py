"""Lagrangean bounds: pricing subproblems of single schools, their master, branch-and-price and reduced-cost fixing."""
