"""What tests are built from: decks and quizzes in any phase, and a platform in memory. Nothing here is used by the program."""
