"""Members ask, the bot answers: in Discord and in the terminal."""
