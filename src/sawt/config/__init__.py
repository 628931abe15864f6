"""How Django is set up where it runs the process itself."""
