"""Touchpoints in: one file for each kind of export, all through one child process and one accounting."""
