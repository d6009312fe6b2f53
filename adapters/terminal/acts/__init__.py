"""What the demo plays, act by act."""
