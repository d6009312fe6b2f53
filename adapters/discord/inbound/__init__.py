"""What people do on Discord, brought to the front door: interactions, messages, servers that come and go."""
