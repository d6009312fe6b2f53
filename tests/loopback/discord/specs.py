"""Discord's published OpenAPI, as a judge of requests."""


class Specs:
    """The published description, where there is one."""

    @classmethod
    def found(cls) -> "Specs | None":
        """Return what `STUDYBELL_SPECS` names, or None."""
        return None
