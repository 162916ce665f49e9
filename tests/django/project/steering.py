"""A middleware by which a request says under which settings, and at what instant, it is answered.

X-Settings  JSON object of settings
X-Now       ISO instant at which the clocks stand still
"""

import json
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from unittest import mock

from django.contrib.sessions import middleware as session_middleware
from django.test import override_settings

from .clock import standing_at


def steering(get_response):
    def answer(request):
        given = json.loads(request.headers.get("X-Settings", "{}"))
        instant = request.headers.get("X-Now")
        with override_settings(**given), standing_at(instant), cookies_made_at(instant):
            return get_response(request)

    return answer


@contextmanager
def cookies_made_at(instant):
    """The clock of the session middleware, which is not `timezone.now()`."""
    if instant is None:
        yield
        return
    seconds = datetime.fromisoformat(instant).timestamp()
    with mock.patch.object(session_middleware, "time", SimpleNamespace(time=lambda: seconds)):
        yield
