"""Counties side by side: who may cross a border, which seats are left over there, and what the whole comes to."""
