"""What is remembered: sessions, the ledger of facts, posted messages, people. One schema for SQLite and PostgreSQL."""
