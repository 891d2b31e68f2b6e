"""A staff face whose author forgot to say for whom a view opens."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kindline.faces.ui.sign_in_urls import urlpatterns as sign_in


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("let in")


urlpatterns = [path("forgotten/", forgotten, name="forgotten"), *sign_in]
