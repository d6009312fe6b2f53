"""The live, synchronous half: a quiz as a value. Pure: time is the argument `at`, chance is a seed in the state."""
