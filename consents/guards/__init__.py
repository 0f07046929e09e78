"""What does the policy forbid when a consent or a provision is recorded?"""
