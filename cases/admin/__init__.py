"""What does staff see of cases and of the routing table?"""

from cases.admin import history
from cases.admin.cases import CaseAdmin
from cases.admin.routes import RouteTableAdmin

__all__ = ["CaseAdmin", "RouteTableAdmin", "history"]
