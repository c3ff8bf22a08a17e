"""People and things of a plan: teachers wanted and there, who moves, resources and how even they are, empty houses."""
