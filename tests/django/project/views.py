"""The views of the tests' Django site."""

import json
import time

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from .ops import plain, run


def home(request):
    """Raises this side's own counter, as in the README."""
    request.session["django"] = request.session.get("django", 0) + 1
    return JsonResponse({"framework": "django", "session": plain(dict(request.session.items()))})


@csrf_exempt
def ops(request):
    """POST a list of operations (see ops.py), or an object of what the view does, in this order.

    {"ops": […], "sleep": seconds, "after": [… more operations], "raise": text, "status": 200, "headers": {…}}
    """
    body = json.loads(request.body)
    plan = {"ops": body} if isinstance(body, list) else body
    results = run(request.session, plan.get("ops", []))
    time.sleep(plan.get("sleep", 0))
    results += run(request.session, plan.get("after", []))
    if "raise" in plan:
        raise RuntimeError(plan["raise"])
    answer = {"key": request.session.session_key, "results": results}
    return JsonResponse(answer, status=plan.get("status", 200), headers=plan.get("headers"))


def untouched(request):
    """Leaves the session alone."""
    return HttpResponse("untouched")
