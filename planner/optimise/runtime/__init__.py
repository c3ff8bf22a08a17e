"""What every part of the optimiser runs on: the clock and its work rates, compiled code, a pool of threads."""
