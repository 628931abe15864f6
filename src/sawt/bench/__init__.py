"""How fast Sawt is on this machine, and beside another engine."""
