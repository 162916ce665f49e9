/** Requests and settings for tests, told to our side and to Django's. */
import type { HostSettings } from "../../../src/auth/hosts.ts";
import type { RequestFacts } from "../../../src/auth/request-facts.ts";
import { runPython } from "../../django/python.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { parseVersion } from "../../../src/version.ts";

/** A request as both sides are told of it. */
export interface ToldRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly encrypted?: boolean;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The request for our side; header names are in lower case. */
export function factsOf({ headers = {}, encrypted = false, port = 80 }: ToldRequest): RequestFacts {
  return {
    method: "GET",
    encrypted,
    serverName: "server.local",
    serverPort: port,
    header: (name) => headers[name],
  };
}

/** Django's defaults beneath the settings of a request. */
export function hostSettings(version: string, { settings = {} }: ToldRequest): HostSettings {
  const DJANGO_VERSION = parseVersion(version);
  if (DJANGO_VERSION === null) throw new Error(`${version} is no version of Django.`);
  return {
    ALLOWED_HOSTS: [],
    DEBUG: false,
    USE_X_FORWARDED_HOST: false,
    USE_X_FORWARDED_PORT: false,
    SECURE_PROXY_SSL_HEADER: null,
    ...settings,
    DJANGO_VERSION,
  };
}

/** Python that makes `request` of each of `given`, under its settings, and appends what `body` leaves in `result`. */
export function askOfEach(
  peer: DjangoPeer,
  told: readonly ToldRequest[],
  body: string,
): Promise<any> {
  const program = `
from io import BytesIO
from django.core.handlers.wsgi import WSGIRequest
from django.test.utils import override_settings
answer = []
for told in given:
    environ = {
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": "server.local",
        "SERVER_PORT": str(told.get("port", 80)),
        "wsgi.url_scheme": "https" if told.get("encrypted") else "http",
        "wsgi.input": BytesIO(b""),
    }
    for name, value in told.get("headers", {}).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    settings = {"ALLOWED_HOSTS": [], "DEBUG": False, **told.get("settings", {})}
    with override_settings(**settings):
${body.replace(/^/gm, "        ")}
        answer.append(result)
`;
  return runPython(peer, program, told);
}
