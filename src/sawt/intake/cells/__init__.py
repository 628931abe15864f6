"""Cells as people and machines write them: text, digits, numbers, times; whole columns at once."""
