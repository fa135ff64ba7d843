"""Terms become candidate passages, with what of the query each sentence holds."""
