"""`python -m tests.growth`: pages, roll-ups and checks with 10,000 to a million ledger rows.

Not a part of the tests: it takes minutes. docs/performance.md holds what it said.
"""
