"""Rows and nouns: one module with the SQL of each."""
