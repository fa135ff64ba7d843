"""Finds the article in a page or a text: its words, headline, dates and byline."""
