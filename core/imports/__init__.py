"""Reading files from elsewhere: cells, their errors, and one door for all import commands."""
