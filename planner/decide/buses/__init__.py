"""Bus lines for the riders of a plan: who rides, which lines carry them, what they cost."""
