"""What does finding cost, beside the bare index, the list without a search, and a deed without the index?"""

from collections.abc import Callable
from itertools import count

from django.db import models, transaction
from django.urls import reverse

from cases import services
from cases.models import Case
from privacyportal.accounts import roles
from privacyportal.audit.actors import Staff
from privacyportal.roof.bench.portal import page
from privacyportal.roof.bench.registry import Run, benchmark
from privacyportal.roof.bench.stage import Stage
from privacyportal.search import asking, index, typed, upkeep

CASES, EVERYTHING = "admin:cases_case_changelist", "find"
# Of the description that each case of the stage has, of one name in 67, and of none.
COMMON, NAME, NOWHERE = "申出", "渡邉", "鯨飲"


@benchmark("case list, all cases")
def list_of_all(stage: Stage) -> Run:
    """Open the list that a search narrows, with nothing searched for."""
    return page(stage.browser(roles.COMPLIANCE_OFFICER), f"{reverse(CASES)}?show=all")


@benchmark("case list, none")
def list_of_none(stage: Stage) -> Run:
    """Open the list narrowed to what no case of the stage is."""
    return page(stage.browser(roles.COMPLIANCE_OFFICER), f"{reverse(CASES)}?show=all&kind__exact=disclosure")


@benchmark("find: rare word, bare SQL")
def rare_bare(stage: Stage) -> Run:
    """Ask the index for the end of a telephone number, without rights, list and page."""
    [forms] = typed.words(_telephone(stage))
    return lambda: index.candidates(forms, ["CASE"], limit=asking.COMMON + 1)


@benchmark("find: rare word, SQL")
def rare(stage: Stage) -> Run:
    """Find the cases of the same number that a compliance officer sees."""
    user, typed = stage.user(roles.COMPLIANCE_OFFICER), _telephone(stage)
    return lambda: list(asking.narrowed(Case.objects.visible_to(user), typed, user=user).values_list("pk", flat=True))


@benchmark("find: rare word, list")
def rare_in_list(stage: Stage) -> Run:
    """Look for the same number in the list's box."""
    return _search(stage, CASES, _telephone(stage))


@benchmark("find: name, list")
def name_in_list(stage: Stage) -> Run:
    """Look people up by a part of the name."""
    return _search(stage, CASES, NAME)


@benchmark("find: common word, list")
def common_in_list(stage: Stage) -> Run:
    """Look for a word of two characters that every case holds."""
    return _search(stage, CASES, COMMON)


@benchmark("find: common word, list of a desk")
def common_in_list_of_a_desk(stage: Stage) -> Run:
    """Look for the same as a handler, who sees the desk's cases."""
    return _search(stage, CASES, COMMON, role=roles.DESK_HANDLER)


@benchmark("find: nothing, list")
def nothing_in_list(stage: Stage) -> Run:
    """Look for a word of two characters that no case holds."""
    return _search(stage, CASES, NOWHERE)


@benchmark("find: name, everything")
def name_in_everything(stage: Stage) -> Run:
    """Ask the one box for a name."""
    return _search(stage, EVERYTHING, NAME)


@benchmark("find: rare word, everything")
def rare_in_everything(stage: Stage) -> Run:
    """Ask the one box for a telephone number."""
    return _search(stage, EVERYTHING, _telephone(stage))


@benchmark("find: common word, everything")
def common_in_everything(stage: Stage) -> Run:
    """Ask the one box for a word that every case holds."""
    return _search(stage, EVERYTHING, COMMON)


@benchmark("deed: change of a subject")
def deed(stage: Stage) -> Run:
    """Correct the subject of an open case: trail, digests and index."""
    by, case, numbers = Staff(stage.user(roles.COMPLIANCE_OFFICER)), stage.open_case(), count()

    def change() -> None:
        services.change_case(case=case, changes={"subject": f"訂正 {next(numbers)}"}, by=by, at=stage.now)

    return change


@benchmark("deed: its row alone")
def row_alone(stage: Stage) -> Run:
    """Write another subject of the same case, unheard."""
    return _rewriting(stage, lambda case: None)


@benchmark("deed: its row and the index")
def row_and_index(stage: Stage) -> Run:
    """Write the same, and bring the index in line: what it takes longer is the upkeep."""
    return _rewriting(stage, lambda case: upkeep.take(Case, [case.pk]))


def _rewriting(stage: Stage, then: Callable[[Case], None]) -> Run:
    case, numbers = stage.open_case(), count()

    def write() -> None:
        with transaction.atomic():
            models.QuerySet(Case).filter(pk=case.pk).update(subject=f"変更 {next(numbers)}")
            then(case)

    return write


def _telephone(stage: Stage) -> str:
    return stage.open_case().parties.latest("pk").telephone


def _search(stage: Stage, name: str, typed: str, role: roles.Role = roles.COMPLIANCE_OFFICER) -> Run:
    client = stage.browser(role)
    return page(client, client.post(reverse(name), {"q": typed})["Location"])
