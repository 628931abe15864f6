"""The one place that joins rules to stores; faces call these functions and nothing below."""
