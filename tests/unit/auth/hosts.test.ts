/** Host, port and scheme of a request, as Django has them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allowedHost, getHost, getPort, isSameDomain, isSecure } from "../../../src/auth/hosts.ts";
import { DisallowedHost } from "../../../src/errors.ts";
import { djangoVersions, openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { askOfEach, factsOf, hostSettings } from "./facts.ts";
import type { ToldRequest } from "./facts.ts";

const HOSTS = [
  "example.com",
  "example.com:8000",
  "EXAMPLE.com",
  "example.com.",
  "example.com.:80",
  "example.com..",
  "sub.example.com",
  "notexample.com",
  "localhost",
  "a.localhost:8000",
  "127.0.0.1",
  "[::1]",
  "[::1]:8000",
  "[::1",
  "[fe80::1%eth0]",
  "192.168.0.1:80",
  "ex_ample.com",
  "example.com:port",
  "example.com:",
  "example.com:80:80",
  "user@example.com",
  "example.com/path",
  "example.com, other.com",
  "",
  ".",
  "exämple.com",
];
const ALLOWED: readonly (readonly string[])[] = [
  [],
  ["*"],
  ["example.com"],
  [".example.com"],
  [".EXAMPLE.com", "[::1]"],
  ["", "other.com"],
];

const hostCases: readonly ToldRequest[] = HOSTS.flatMap((host) => [
  ...ALLOWED.map((ALLOWED_HOSTS) => ({ headers: { host }, settings: { ALLOWED_HOSTS } })),
  { headers: { host }, settings: { DEBUG: true } },
  { headers: { host }, settings: { DEBUG: true, ALLOWED_HOSTS: ["example.com"] } },
]);

const any = { ALLOWED_HOSTS: ["*"] };
const forwarded = { host: "example.com", "x-forwarded-host": "outside.com:8443" };
const forwardedPort = { host: "example.com", "x-forwarded-port": "8443" };
const proxy = { ...any, SECURE_PROXY_SSL_HEADER: ["HTTP_X_FORWARDED_PROTO", "https"] };

const proxyCases: readonly ToldRequest[] = [
  { headers: forwarded, settings: any },
  { headers: forwarded, settings: { ...any, USE_X_FORWARDED_HOST: true } },
  { headers: forwarded, settings: { ALLOWED_HOSTS: ["example.com"], USE_X_FORWARDED_HOST: true } },
  { headers: { ...forwarded, "x-forwarded-host": "" }, settings: { USE_X_FORWARDED_HOST: true } },
  { headers: forwardedPort, settings: any },
  { headers: forwardedPort, settings: { ...any, USE_X_FORWARDED_PORT: true } },
  { headers: { host: "example.com" }, settings: { ...any, USE_X_FORWARDED_PORT: true } },
  ...[80, 443, 8000].flatMap((port) =>
    [false, true].map((encrypted) => ({ headers: {}, port, encrypted, settings: any })),
  ),
  ...["https", "http", "HTTPS", "https,http", " https , http", "http, https", ",https", ""].flatMap(
    (said) =>
      [false, true].map((encrypted) => ({
        headers: { host: "example.com", "x-forwarded-proto": said },
        encrypted,
        settings: proxy,
      })),
  ),
  { headers: { host: "example.com" }, encrypted: true, settings: proxy },
  {
    headers: { host: "example.com", "x-forwarded-proto": "https" },
    settings: { ...any, SECURE_PROXY_SSL_HEADER: ["X-Forwarded-Proto", "https"] },
  },
];

const CASES = [...hostCases, ...proxyCases];

describe.each(djangoVersions())("beside Django %s", (version) => {
  let peer: DjangoPeer;
  beforeAll(async () => {
    peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
  });
  afterAll(() => peer.stop());

  test(`host, port and scheme of ${CASES.length} requests`, async () => {
    const answers = await askOfEach(
      peer,
      CASES,
      `
from django.core.exceptions import DisallowedHost
request = WSGIRequest(environ)
try:
    host = {"host": request.get_host()}
except DisallowedHost as error:
    host = {"message": str(error)}
result = {**host, "port": request.get_port(), "secure": request.is_secure()}`,
    );
    expect(CASES.map((told) => ours(version, told))).toEqual(answers);
    expect(new Set(answers.map((answer: object) => JSON.stringify(answer))).size).toBeGreaterThan(
      30,
    );
  });
});

function ours(version: string, told: ToldRequest): object {
  const [request, settings] = [factsOf(told), hostSettings(version, told)];
  return {
    ...hostOrMessage(),
    port: getPort(request, settings),
    secure: isSecure(request, settings),
  };

  function hostOrMessage(): object {
    try {
      const host = getHost(request, settings);
      expect(allowedHost(request, settings)).toBe(host);
      return { host };
    } catch (error) {
      if (!(error instanceof DisallowedHost)) throw error;
      expect(allowedHost(request, settings)).toBeNull();
      return { message: error.message };
    }
  }
}

test.each([
  ["3.2", false],
  ["4.0", false],
  ["4.1", true],
])("Django %s takes the first of several proxies: %s", (version, secure) => {
  const told = {
    headers: { "x-forwarded-proto": "https, http" },
    settings: { SECURE_PROXY_SSL_HEADER: ["HTTP_X_FORWARDED_PROTO", "https"] },
  };
  expect(isSecure(factsOf(told), hostSettings(version, told))).toBe(secure);
});

test("a host that is not allowed answers 400 and says what to do", async () => {
  const told = { headers: { host: "evil.com:80" } };
  const error = catchError(() => getHost(factsOf(told), hostSettings("5.2", told)));
  expect(error).toMatchObject({
    code: "DISALLOWED_HOST",
    status: 400,
    fix: "You may need to add 'evil.com' to ALLOWED_HOSTS.",
  });
  expect(await (error as DisallowedHost).getResponse().text()).toBe("Bad Request");
});

function catchError(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test.each([
  ["example.com", "example.com", true],
  ["example.com", "EXAMPLE.com", true],
  ["EXAMPLE.com", "example.com", false],
  ["a.example.com", "example.com", false],
  ["a.example.com", ".example.com", true],
  ["example.com", ".example.com", true],
  ["badexample.com", ".example.com", false],
  ["example.com:80", "example.com", false],
  ["example.com", "", false],
  ["", "", false],
])("%j is within %j: %s", (host, pattern, is) => {
  expect(isSameDomain(host, pattern)).toBe(is);
});
