"""Do consents decide?"""
