"""The threaded, asynchronous half: pure."""
