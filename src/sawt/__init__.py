"""Sawt (صوت): a ministry hears its customers and mends its services."""

__version__ = "0.1.0"
