"""Word papers made from a plan: the merge plan as a bureau submits it, and one page for the parents of each school."""
