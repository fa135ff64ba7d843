"""What of a page or a text is the article: its words, headline, dates and names."""
