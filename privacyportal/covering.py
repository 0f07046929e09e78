"""Which rows are covered by digests, so that a change past the portal shows? Those that decide, and who may decide."""

from privacyportal.audit import rows

COVERED = (
    "cases.Case",
    "cases.CaseStep",
    "cases.CasePromise",
    "cases.IdentityCheck",
    "cases.AnswerProposal",
    "cases.Correspondence",
    "cases.LeakReport",
    "cases.LeakFiling",
    "cases.Reopening",
    "cases.IdentityDisposal",
    "cases.RouteTable",
    "consents.DataSubject",
    "consents.ConsentEntry",
    "consents.ThirdPartyProvision",
    "consents.ProvisionEnding",
    "vendors.Vendor",
    "vendors.Standing",
    "vendors.NumberPermission",
    "vendors.Entrustment",
    "vendors.ForeignGround",
    "vendors.EquivalentCheck",
    "vendors.JointUsePartner",
    "vendors.JointUseArrangement",
    "vendors.CountrySystem",
    "checklists.Assessment",
    "checklists.Submission",
    "checklists.SubmissionVerdict",
    "checklists.ActionReport",
    "checklists.ActionVerdict",
    "checklists.Finding",
    "checklists.CorrectiveAction",
    "checklists.ChecklistTemplate",
    "policies.PolicyVersion",
    "policies.PurposeVersion",
    "policies.CategoryVersion",
    "policies.ConsentWording",
    "clocks.ClockRule",
    "clocks.Threshold",
    "erasure.Erasure",
    "accounts.AccountRequest",
)

for label in COVERED:
    rows.cover(label)
# A sign-in changes its moment, and is in the trail.
rows.cover("accounts.User", besides=("last_login",), sets=("groups", "user_permissions"))
rows.cover("auth.Group", sets=("permissions",))
