"""What goes out: the surface the engine speaks to."""
