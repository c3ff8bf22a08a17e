"""Views of the statement: the PuLP model, the linear relaxation, and the model of schools and journeys alone."""
