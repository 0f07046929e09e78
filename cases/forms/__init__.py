"""What must be typed at intake, for a correction, and before each button does its work?"""
