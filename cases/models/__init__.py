"""What is stored about cases?"""

from cases.models.case import Case, CaseGroupObjectPermission, CaseLink, CaseUserObjectPermission
from cases.models.correspondence import Correspondence, InternalNote
from cases.models.explanations import Explanation
from cases.models.leaks import IdentityDisposal, LeakFiling, LeakReport
from cases.models.parties import CaseParty, IdentityCheck
from cases.models.promises import CasePromise, PromiseExtension
from cases.models.routing import RouteRow, RouteTable
from cases.models.steps import AnswerProposal, CasePause, CaseStep, Referral, Reopening

__all__ = [
    "AnswerProposal",
    "Case",
    "CaseGroupObjectPermission",
    "CaseLink",
    "CaseParty",
    "CasePause",
    "CasePromise",
    "CaseStep",
    "CaseUserObjectPermission",
    "Correspondence",
    "Explanation",
    "IdentityCheck",
    "IdentityDisposal",
    "InternalNote",
    "LeakFiling",
    "LeakReport",
    "PromiseExtension",
    "Referral",
    "Reopening",
    "RouteRow",
    "RouteTable",
]
