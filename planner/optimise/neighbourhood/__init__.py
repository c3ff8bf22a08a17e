"""Neighbourhoods of a plan decided anew by their exact model, all the rest held."""
