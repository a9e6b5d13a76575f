"""The case file: everything of one case, to be read and verified without us."""
