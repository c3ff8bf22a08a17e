"""Floor 6: a plan becomes maps, sheets and words."""
