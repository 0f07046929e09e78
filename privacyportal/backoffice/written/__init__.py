"""What does a person mean who writes a day, a time, a number or a name? The one reader of every door.

A door (screen, import, command) asks `days`, `moments`, `numbers`, `contacts` or `names`, gives the moment of writing
where there is one (`readings.Frame`), and gets a `Reading`: what was read, a doubt with the possible readings, or why
it cannot be read. Nothing here reads a clock or a database.
"""
