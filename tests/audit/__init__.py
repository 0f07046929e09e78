"""Can the trail be rewritten, and would it show?"""
