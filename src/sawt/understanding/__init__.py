"""What a message says: from its text to readings, each with its doubt."""
