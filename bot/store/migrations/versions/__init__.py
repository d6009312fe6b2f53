"""One file for each schema that was ever released, named by its number; a released one is never changed."""
