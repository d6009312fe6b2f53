"""What the app's owner sets up: its manifest."""
