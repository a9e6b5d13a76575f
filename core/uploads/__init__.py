"""Files that people send in the browser: shown first, written on the second click, handed back.

An upload page declares what is its own (core.uploads.page.Upload); form, file, preview,
confirmation and the marked copy are the same everywhere.
"""
