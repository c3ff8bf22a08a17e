"""Pictures of a plan: its map, the atlas of themes, and plans side by side."""
