"""What becomes of reminders when something breaks while they are recorded and sent? Tried on real processes."""
