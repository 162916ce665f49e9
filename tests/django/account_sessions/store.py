"""The engine of AccountSession: SESSION_ENGINE = "account_sessions.store"."""

from django.contrib.sessions.backends.db import SessionStore as DBStore

from .models import AccountSession

ONE_DAY = 60 * 60 * 24


class SessionStore(DBStore):
    @classmethod
    def get_model_class(cls):
        return AccountSession

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        try:
            row.account_id = int(data.get("_auth_user_id"))
        except (TypeError, ValueError):
            row.account_id = None
        return row

    def get_session_cookie_age(self):
        return ONE_DAY
