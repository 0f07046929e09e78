"""Does the embedded portal run for days? Idle, with somebody at work, and while things are broken on purpose."""
