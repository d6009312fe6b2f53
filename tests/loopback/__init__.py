"""Chat platforms on real sockets of this machine, for tests: as strict as the platform, and nothing leaves the machine."""
