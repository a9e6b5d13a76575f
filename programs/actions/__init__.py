"""Verbs that write money: one transaction each, called by every door.

decision: prepare, approve, notify · finality: appeal and waiver · payment: draw and pay ·
budget: what a line has to give · booking: the one place that writes the ledger.
"""
