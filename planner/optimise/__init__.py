"""Floor 4: a Problem becomes a solution and a proven limit on how much better another could be."""
