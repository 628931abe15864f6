"""A declarative mapping: read and checked line by line, then applied to whole columns."""
