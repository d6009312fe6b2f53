"""What comes in: commands, presses, forms and events, taken to the front door."""
