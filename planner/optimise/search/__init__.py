"""Local search over whole blocks: simulated annealing on a compiled search state, and recombination of columns."""
