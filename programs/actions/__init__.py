"""Verbs that write money: one transaction each, called by every door.

case: the way of an application · decision: prepare, approve, notify · payment: draw and pay ·
budget: what a line has to give.
"""
