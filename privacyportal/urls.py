"""Which path leads where?"""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView

from privacyportal.accounts.views import (
    ChoosePasswordView,
    OwnPasswordView,
    SignInView,
    SignOutView,
    add_key,
    confirm,
    go_on,
    own_keys,
    own_sessions,
    provider_again,
    provider_link,
    provider_prove,
    provider_return,
    provider_start,
    second_step,
)
from privacyportal.clocks.show import views as clocks
from privacyportal.roof.pages import (
    absence,
    calculator,
    faults,
    finding,
    guide,
    mailbox,
    metrics,
    outlook,
    preferences,
    restored,
    searching,
    site,
    subscription,
    views,
    worklist,
    written,
)
from privacyportal.roof.pages.health import looking

# The database away or busy, the disk full: 503, not 500.
handler500 = faults.fault
# A session that another request of the same browser has replaced: no mistake of the person's.
handler400 = faults.misread

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("ref/<str:number>/", views.reference, name="reference"),
    path("feeds/<str:token>.ics", subscription.feed, name="feed"),
    path("files/", include("privacyportal.attachments.urls")),
    path("language/", site.language, name="language"),
    path("admin/work/", admin.site.admin_view(worklist.work), name="work"),
    path("admin/health/", admin.site.admin_view(looking.page), name="health"),
    path("admin/clocks/clock/<int:pk>/ledger/", admin.site.admin_view(clocks.ledger), name="clock_ledger"),
    path(
        "admin/calendars/calendarversion/<int:pk>/effect.csv",
        admin.site.admin_view(clocks.impact),
        name="calendar_impact",
    ),
    path("admin/guide/<str:chapter>/", admin.site.admin_view(guide.page), name="guide"),
    path("admin/calculator/", admin.site.admin_view(calculator.page), name="calculator"),
    path("admin/my/calendar/", admin.site.admin_view(subscription.my_calendar), name="my_calendar"),
    path("admin/outlook/", admin.site.admin_view(outlook.outlook), name="outlook"),
    path("admin/outlook/decide/", admin.site.admin_view(outlook.decide), name="outlook_decide"),
    path("admin/restored/", admin.site.admin_view(restored.page), name="restored"),
    path("admin/my/absence/", admin.site.admin_view(absence.own_absence), name="own_absence"),
    path("admin/my/reminders/", admin.site.admin_view(preferences.reminders), name="own_reminders"),
    path("admin/mailbox/", admin.site.admin_view(mailbox.letters), name="mailbox"),
    path("admin/mailbox/<str:key>/", admin.site.admin_view(mailbox.letter), name="mailbox_letter"),
    path("admin/mailbox/<str:key>/html/", admin.site.admin_view(mailbox.letter_html), name="mailbox_letter_html"),
    # Before the admin's own pages of the same paths, which answer for every relation, and fail on a page "x".
    path("admin/autocomplete/", admin.site.admin_view(finding.autocomplete), name="autocomplete"),
    path("admin/written/", admin.site.admin_view(written.written), name="written"),
    path("admin/search/", admin.site.admin_view(searching.page), name="find"),
    # Before the admin's own pages of the same paths: the sign-in knows limits, and the change of a password is a deed.
    path("admin/login/", SignInView.as_view(), name="sign_in"),
    path("admin/logout/", SignOutView.as_view(), name="sign_out"),
    path("sign-in/provider/", provider_start, name="provider_start"),
    path("sign-in/provider/return/", provider_return, name="provider_return"),
    path("sign-in/provider/again/", login_required(provider_again), name="provider_again"),
    path("sign-in/provider/prove/", login_required(provider_prove), name="provider_prove"),
    path("admin/my/provider/", admin.site.admin_view(provider_link), name="provider_link"),
    path("sign-in/code/", second_step, name="second_step"),
    path("sign-in/again/", login_required(confirm), name="confirm"),
    path("sign-in/again/go-on/", login_required(go_on), name="go_on"),
    path("sign-in/key/", add_key, name="add_key"),
    path("admin/my/keys/", admin.site.admin_view(own_keys), name="own_keys"),
    path("admin/my/sessions/", admin.site.admin_view(own_sessions), name="own_sessions"),
    path("admin/password_change/", admin.site.admin_view(OwnPasswordView.as_view()), name="own_password"),
    path("password/<uidb64>/<token>/", ChoosePasswordView.as_view(), name="choose_password"),
    path("admin/", admin.site.urls),
]
