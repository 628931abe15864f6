"""What a message says: language, kind, service, what stands in the way; and with how much doubt."""
