"""What does the policy forbid about vendors (section 6), joint use (8) and parties abroad (11)?"""
