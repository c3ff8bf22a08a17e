"""Floor 5: answers drawn from plans."""
