"""Excel workbooks: a plan, a comparison, an explanation, a shortfall."""
