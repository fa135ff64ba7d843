"""Drafts to rows: analysed, packed, told apart from copies, written by one writer."""
