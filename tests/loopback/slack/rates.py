"""Rate limits, in real time, as the client waits in real time."""


class Rates:
    """The limits of one application. Off for tests whose matter is another, unless they say `slack.rates.on = True`."""

    def __init__(self) -> None:
        self.on = False
