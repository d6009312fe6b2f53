"""The engine: makes the world agree with the values. Desk, timekeeper, painter, router, and the port to a platform."""
