"""What whom is shown of cases: a person, and everybody."""
