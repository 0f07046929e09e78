"""What must be typed about vendors, joint use and countries?"""
