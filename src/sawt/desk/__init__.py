"""People's work, in Django's tables: who labels, what they were shown, what they said, what was decided."""
