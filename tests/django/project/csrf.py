"""A page behind Django's CSRF protection, under settings that come with the request."""

import json

from django.http import JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token, rotate_token
from django.test.utils import override_settings
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def csrf(request):
    """?settings={"CSRF_USE_SESSIONS": true} for this request alone; &do=token asks for a token, &do=rotate changes it.

    Answers {"reason": null or why the request was rejected, "token": …}. One request at a time: the settings are
    those of the process.
    """
    given = json.loads(request.GET.get("settings", "{}"))
    with override_settings(CSRF_FAILURE_VIEW="project.csrf.failure", **given):
        # A middleware of its own, because it remembers the settings it first saw; run as MIDDLEWARE runs it.
        middleware = CsrfViewMiddleware(answer)
        middleware.process_request(request)
        response = middleware.process_view(request, answer, (), {}) or answer(request)
        return middleware.process_response(request, response)


def answer(request):
    token = None
    for step in request.GET.getlist("do"):
        if step == "rotate":
            rotate_token(request)
        if step == "token":
            token = get_token(request)
    return JsonResponse({"reason": None, "token": token})


def failure(request, reason=""):
    return JsonResponse({"reason": reason, "token": None}, status=403)
