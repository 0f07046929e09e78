"""Which guards are there, and at which doors is each asked?"""
