"""The platforms: each folder brings one chat to the core, and knows no other. See ``README.md`` beside this file."""
