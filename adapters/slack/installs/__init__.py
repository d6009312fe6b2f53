"""Which workspaces have installed the app, and with which token each is spoken to."""
