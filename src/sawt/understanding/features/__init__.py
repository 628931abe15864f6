"""From folded texts to hashed features, a whole batch at a time."""
