"""Content files in, values out: the deck format, its mistakes, the library, preflight, importers and exporters."""
