"""Serves the site on a free port with a thread per connection; ends when its standard input closes.

Prints {"port": …} as soon as it accepts connections. MIGRATE=1 makes the tables first.
"""

import json
import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

import django
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    django.setup()
    if os.environ.get("MIGRATE"):
        call_command("migrate", verbosity=0)
    server = ThreadedWSGIServer(("127.0.0.1", int(os.environ.get("PORT", 0))), QuietHandler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
