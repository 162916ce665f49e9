"""An engine whose class has another qualified name, and so another salt: SESSION_ENGINE = "account_sessions.portal"."""

from django.contrib.sessions.backends.db import SessionStore as DBStore


class Portal:
    class SessionStore(DBStore):
        pass


SessionStore = Portal.SessionStore
