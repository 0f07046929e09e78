"""How fast is the portal with ten thousand and a hundred thousand cases, on each database?"""
