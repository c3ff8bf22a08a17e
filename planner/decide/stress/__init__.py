"""A plan under other circumstances than those it was made for: what was built is built, pupils find new seats."""
