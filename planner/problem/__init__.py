"""Floor 2: a scenario and a district become a Problem: sparse arrays and nothing else."""
