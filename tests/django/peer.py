"""Django's SessionStore without HTTP: one JSON request a line on standard input, one JSON answer a line.

{"key": "…" or null, "ops": […]}  →  {"key": …, "results": […]}   operations as in project/ops.py; with "now": "ISO",
                                      the clock stands still at that instant; with "settings": {…}, they hold for it
{"ops": […]}                      →  the same, on the session object of the request before
{"eval": "expression"}            →  {"results": [value]}         `store` is the SessionStore class, `django` the module
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

import django
from django.core.management import call_command
from django.test import override_settings

from project.clock import standing_at
from project.ops import plain, run, store_class


class Peer:
    def __init__(self):
        self.store = store_class()
        self.session = None

    def answer(self, request):
        if "eval" in request:
            names = {"store": self.store, "django": django}
            return {"results": [plain(eval(request["eval"], names))]}
        if "key" in request:
            self.session = self.store(request["key"])
        with override_settings(**request.get("settings", {})), standing_at(request.get("now")):
            results = run(self.session, request["ops"])
        return {"key": self.session.session_key, "results": results}


def main():
    django.setup()
    if os.environ.get("MIGRATE"):
        call_command("migrate", verbosity=0)
    print(json.dumps({"django": django.get_version()}), flush=True)
    peer = Peer()
    for line in sys.stdin:
        try:
            reply = peer.answer(json.loads(line))
        except Exception as error:
            reply = {"failure": "%s: %s" % (type(error).__name__, error)}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
