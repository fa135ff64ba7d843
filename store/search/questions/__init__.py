"""One module for each kind of question that the archive answers."""
