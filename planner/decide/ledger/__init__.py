"""The policy ledger: what documents promise or ask for, and what the plan comes to beside it."""
