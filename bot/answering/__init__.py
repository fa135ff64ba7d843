"""A question becomes an answer: which search is asked, and whether it found enough."""
