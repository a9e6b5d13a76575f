"""Mutants: one small mistake each in rules, sums and files, and whether the tests see it.

`make mutants` (N=300 SEED=1) works on a copy of the house under var/mutants, so that the house
itself never changes; what survives is listed with its place. See docs/mutants.md.
"""
