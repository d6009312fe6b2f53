"""Members and workspaces: what is set for them, and who may do what."""
