"""How are dates written where Django writes them itself, by language?"""
