"""Several plans of one district side by side."""
