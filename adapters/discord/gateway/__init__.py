"""The standing connection: how it begins and comes back, what it tells, and how far everything was heard."""
