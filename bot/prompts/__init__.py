"""Prompts: content files in, values out."""
