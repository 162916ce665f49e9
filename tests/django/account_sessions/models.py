"""A site's own session model, as Django's documentation describes one: another table, one more column."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class AccountSession(AbstractBaseSession):
    account_id = models.IntegerField(null=True, db_index=True)

    class Meta(AbstractBaseSession.Meta):
        db_table = "account_sessions"

    @classmethod
    def get_session_store_class(cls):
        from .store import SessionStore

        return SessionStore
