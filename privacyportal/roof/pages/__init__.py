"""Which pages belong to no single room, and of what are the first page of each role and the menu made?"""
