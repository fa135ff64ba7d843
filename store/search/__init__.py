"""A query becomes ranked hits: candidates, evidence, scores, windows."""
