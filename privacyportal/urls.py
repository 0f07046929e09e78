"""Which path leads where?"""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from privacyportal import mailbox, site, views, worklist

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("ref/<str:number>/", views.reference, name="reference"),
    path("files/", include("privacyportal.attachments.urls")),
    path("language/", site.language, name="language"),
    path("admin/work/", admin.site.admin_view(worklist.work), name="work"),
    path("admin/mailbox/", admin.site.admin_view(mailbox.letters), name="mailbox"),
    path("admin/mailbox/<str:key>/", admin.site.admin_view(mailbox.letter), name="mailbox_letter"),
    path("admin/", admin.site.urls),
]
