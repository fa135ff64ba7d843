"""A message becomes a question: what is wanted, of whom, about what, from when."""
