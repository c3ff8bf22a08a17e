"""Floor 1: files become a scenario and a district, checked at the door."""
