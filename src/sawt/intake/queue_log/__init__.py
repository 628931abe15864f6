"""Asterisk's queue_log: lines become events of calls."""
