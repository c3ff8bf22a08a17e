"""Maps beside the plan's own: what there is, what is short, how far, how full, what differs, who belongs where."""
