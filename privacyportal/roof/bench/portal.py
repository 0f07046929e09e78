"""What is measured: taking cases in, the lists and forms that people open, the front page, the sweep."""

from datetime import timedelta
from http import HTTPStatus

from django.test import Client
from django.urls import reverse

from privacyportal.accounts import roles
from privacyportal.clocks.river.sweeping import sweep as run_sweep
from privacyportal.roof.bench.registry import Run, benchmark
from privacyportal.roof.bench.stage import Stage


@benchmark("import", once=True)
def import_cases(stage: Stage) -> Run:
    """Take all cases in from one file; everything after it is measured on what it leaves."""
    stage.fill_vendors()
    path = stage.write_cases()
    return lambda: stage.take_in("cases", path)


@benchmark("case list")
def case_list(stage: Stage) -> Run:
    """Open the list of cases as a compliance officer, who sees all."""
    return page(stage.browser(roles.COMPLIANCE_OFFICER), reverse("admin:cases_case_changelist"))


@benchmark("case list of a desk")
def case_list_of_a_desk(stage: Stage) -> Run:
    """Open the list of cases as a handler, who sees the desk's."""
    return page(stage.browser(roles.DESK_HANDLER), reverse("admin:cases_case_changelist"))


@benchmark("case form")
def case_form(stage: Stage) -> Run:
    """Open one case."""
    path = reverse("admin:cases_case_change", args=[stage.open_case().pk])
    return page(stage.browser(roles.COMPLIANCE_OFFICER), path)


@benchmark("vendor list")
def vendor_list(stage: Stage) -> Run:
    """Open the list of vendors."""
    return page(stage.browser(roles.COMPLIANCE_OFFICER), reverse("admin:vendors_vendor_changelist"))


@benchmark("dashboard")
def dashboard(stage: Stage) -> Run:
    """Open the compliance officer's front page."""
    return page(stage.browser(roles.COMPLIANCE_OFFICER), reverse("admin:index"))


@benchmark("dashboard of a manager")
def dashboard_of_a_manager(stage: Stage) -> Run:
    """Open the manager's front page, with its charts."""
    return page(stage.browser(roles.MANAGER), reverse("admin:index"))


@benchmark("sweep, nothing due")
def sweep_nothing_due(stage: Stage) -> Run:
    """Look for what fell due when nothing did: what every minute costs."""
    run_sweep(at=stage.now)
    return lambda: run_sweep(at=stage.now)


@benchmark("sweep of five days", once=True)
def sweep(stage: Stage) -> Run:
    """Find and record everything that falls due within the next five days, and prepare its mail."""
    return lambda: run_sweep(at=stage.now + timedelta(days=5))


def page(client: Client, path: str) -> Run:
    """Return the opening of a page.

    :raises ValueError: when it does not open.
    """

    def visit() -> None:
        response = client.get(path, follow=True)
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {response.status_code}")

    return visit
