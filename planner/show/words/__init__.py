"""Sentences and names, Chinese and English: what the terminal prints and what pages and papers quote."""
