"""Who may sign in, and with which rights?"""
