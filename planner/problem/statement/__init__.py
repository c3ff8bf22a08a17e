"""The problem stated once: columns, prices, and the rows of every rule, each made by a function of the rule's name."""
