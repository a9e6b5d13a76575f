"""Letters of a case: one file per noun says what stands in it, pdf and docx how it looks.

Each builder takes the row the letter is about and a LetterSheet, and returns a LetterContent of
texts alone; what is signed and kept is written by programs.actions.letter.
"""
