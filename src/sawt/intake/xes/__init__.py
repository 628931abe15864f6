"""XES event logs: traces become events of tickets or transactions."""
