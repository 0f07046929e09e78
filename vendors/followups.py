"""What follows for a vendor when an assessment of it is signed off, on whatever page?"""

from privacyportal.checklists.followups import register
from vendors.services.reviews import note_sign_off

register("VENDOR", note_sign_off)
