"""Terms become candidate passages; each sentence comes with the terms it holds."""
