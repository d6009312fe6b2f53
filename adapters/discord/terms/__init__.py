"""Discord's own terms as values of ours. Pure, and known to everything else here."""
