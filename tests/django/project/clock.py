"""A clock that stands still, so that two sides can write at the same instant."""

from contextlib import contextmanager
from datetime import datetime
from unittest import mock

from django.conf import settings
from django.utils import timezone


@contextmanager
def standing_at(instant):
    """`timezone.now()` answers with this ISO instant, naive where the site is; None leaves it alone."""
    if instant is None:
        yield
        return
    now = datetime.fromisoformat(instant)
    answer = now if settings.USE_TZ else timezone.make_naive(now)
    with mock.patch.object(timezone, "now", lambda: answer):
        yield
