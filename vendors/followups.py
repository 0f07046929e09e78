"""What follows for a vendor when its assessment is signed off, or its owner's deputy or account changes?"""

from privacyportal.accounts import followups as accounts
from privacyportal.checklists import followups as checklists
from vendors.services.register import realign_access
from vendors.services.reviews import note_sign_off

checklists.register("VENDOR", note_sign_off)
accounts.register(realign_access)
accounts.register_staff(realign_access)
