"""What the house keeps of people, what it tells them of it, and when it forgets their names."""
