"""The surface: messages, threads and gates brought to Discord, and what is read there."""
