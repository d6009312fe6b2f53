"""What all content files share, decks and prompts: how a Markdown file is read, what is wrong with it, and where it lies."""
