"""The running bot: started, fed with updates, watched over, stopped."""
