"""Which path leads where?"""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from privacyportal import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("ref/<str:number>/", views.reference, name="reference"),
    path("files/", include("privacyportal.attachments.urls")),
    path("admin/", admin.site.urls),
]
