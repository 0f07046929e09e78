"""Where are files fetched?"""

from django.urls import path

from privacyportal.attachments import views

urlpatterns = [path("<int:pk>/", views.download, name="attachment")]
