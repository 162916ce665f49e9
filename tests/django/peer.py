"""Django's SessionStore without HTTP: one JSON request a line on standard input, one JSON answer a line.

{"key": "…" or null, "ops": […]}  →  {"key": …, "results": […]}   operations as in project/ops.py
{"eval": "expression"}            →  {"results": [value]}         `store` is the SessionStore class, `django` the module
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

import django
from django.core.management import call_command

from project.ops import plain, run, store_class


def answer(request):
    store = store_class()
    if "eval" in request:
        return {"results": [plain(eval(request["eval"], {"store": store, "django": django}))]}
    session = store(request.get("key"))
    results = run(session, request["ops"])
    return {"key": session.session_key, "results": results}


def main():
    django.setup()
    if os.environ.get("MIGRATE"):
        call_command("migrate", verbosity=0)
    print(json.dumps({"django": django.get_version()}), flush=True)
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:
            reply = {"failure": "%s: %s" % (type(error).__name__, error)}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
