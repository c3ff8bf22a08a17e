"""Why each school is kept, merged, expanded, built or left."""
