"""Plans made and completed: the constructive start, shares within every limit, seats for pupils left over."""
