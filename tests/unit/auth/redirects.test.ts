/** Redirects: to the page to sign in and back, and to nobody else's page. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loginRedirect, urlHasAllowedHostAndScheme } from "../../../src/auth/redirects.ts";
import { urlSplit, urlUnsplit } from "../../../src/auth/urls.ts";
import { runPython } from "../../django/python.ts";
import { djangoVersions, openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { askOfEach, factsOf, hostSettings } from "./facts.ts";
import type { ToldRequest } from "./facts.ts";

const HOSTS = ["example.com", "example.com:8000"];

const SAFE = [
  "/",
  "/path/?a=b#c",
  "path",
  "?a=b",
  "#c",
  "http://example.com/",
  "https://example.com",
  "https://example.com:8000/path",
  "HTTPS://example.com/",
  "//example.com/path",
  "/path?next=http://evil.com",
  "/a:b",
  " /path\n",
  "/p\u00e4th",
  "/path\\b",
  "\u0085/path",
];
const UNSAFE = [
  null,
  undefined,
  "",
  "   ",
  "http://evil.com",
  "//evil.com",
  "///evil.com",
  "////evil.com",
  "/\\evil.com",
  "\\\\evil.com",
  "\\/evil.com",
  "/\t/evil.com",
  "/\n/evil.com",
  "\t//evil.com",
  "\u0000//evil.com",
  "\u0008/path",
  "\u200b//evil.com",
  "\u200b/path",
  "\ufeff/path",
  "\u3000//evil.com",
  "http:///evil.com",
  "http:/evil.com",
  "http:evil.com",
  "https:///example.com",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "ftp://example.com/",
  "http://example.com@evil.com",
  "http://evil.com\\@example.com",
  "http://example.com\\.evil.com",
  "http://EXAMPLE.com/",
  "http://example.com:80/",
  "http://example.com.evil.com",
  "http://user:pass@example.com/",
  "http://[::1",
  "http://[example.com]/",
  "//[bad]/path",
  `/${"a".repeat(2048)}`,
];

test.each(SAFE)("leads to our hosts: %j", (url) => {
  expect(urlHasAllowedHostAndScheme(url, HOSTS)).toBe(true);
});

test.each(UNSAFE)("leads elsewhere: %j", (url) => {
  expect(urlHasAllowedHostAndScheme(url, HOSTS)).toBe(false);
});

test("HTTPS is required where it is", () => {
  expect(urlHasAllowedHostAndScheme("http://example.com/", HOSTS, true)).toBe(false);
  expect(urlHasAllowedHostAndScheme("//example.com/", HOSTS, true)).toBe(false);
  expect(urlHasAllowedHostAndScheme("https://example.com/", HOSTS, true)).toBe(true);
  expect(urlHasAllowedHostAndScheme("/path", HOSTS, true)).toBe(true);
});

/** Random URLs of what confuses their readers, the same in each run. */
function randomUrls(count: number): string[] {
  const pieces =
    "http https ftp javascript : / // \\ @ [ ] ::1 v1.a example.com example.com:8000 evil.com . .. ? # & = + - * %2f \t \n \r \u0000 \u001f \u0085 \u00a0 \u200b \ufeff ä ſ K a A 1 é"
      .split(" ")
      .concat(" ");
  let seed = 20_261_124;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(7) }, () => pieces[next(pieces.length)]).join(""),
  );
}

const LOGIN_URLS = [
  "/accounts/login/",
  "/login?a=1&b=2&a=3&c",
  "/login/?next=/old&x=a+b%20c%2F",
  "/login/#fragment",
  "/l\u00f6g in/",
  "login.html",
  "../login/",
  "//sso.example.com/login",
  "//example.com/login",
  "https://sso.example.com/login?x=%C3%A9",
  "http://example.com/login",
  "https://example.com/login",
  "http://example.com:8000",
];
const TARGETS = [
  "/",
  "/path/",
  "/path/?a=b&c=d",
  "/caf%C3%A9/?q=%C3%A9&r=a+b%20c",
  "/a%2Fb%3Fc%25/;d=e?x=|<>\"'{}",
  "/a:b@c&d+e$f,g-h_i.j!k~l*m'(n)",
  "//evil.com/path",
  "/%ff%C3%a9%e2%82%ac%80%f0%9f%98%80%c3",
  "/%e2%82/100%",
  "/path?",
  "/path??a=//b#",
];

const loginCases = LOGIN_URLS.flatMap((LOGIN_URL) =>
  TARGETS.flatMap((target) => [
    { target, settings: { ALLOWED_HOSTS: ["*"], LOGIN_URL }, headers: { host: "example.com" } },
    {
      target,
      encrypted: true,
      settings: { ALLOWED_HOSTS: ["*"], LOGIN_URL },
      headers: { host: "example.com:8000" },
    },
  ]),
);

function ourLogin(version: string, told: ToldRequest & { target: string }): string {
  const url = String(told.settings?.LOGIN_URL);
  return loginRedirect(factsOf(told), told.target, hostSettings(version, told), { url });
}

describe.each(djangoVersions())("beside Django %s", (version) => {
  let peer: DjangoPeer;
  beforeAll(async () => {
    peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
  });
  afterAll(() => peer.stop());

  test("the same URLs are safe", async () => {
    const urls = [...SAFE, ...UNSAFE.filter((url) => url != null), ...randomUrls(5000)];
    const program = `
from django.utils.http import url_has_allowed_host_and_scheme as is_safe
answer = [[is_safe(url, {"example.com", "example.com:8000"}, https) for https in (False, True)] for url in given]`;
    const answers: boolean[][] = await runPython(peer, program, urls);
    const differing = urls
      .map((url, index) => {
        const ours = [false, true].map((https) => urlHasAllowedHostAndScheme(url, HOSTS, https));
        return { url, ours, django: answers[index] };
      })
      .filter(({ ours, django }) => String(ours) !== String(django));
    // Django 4.2 does not measure URLs, and takes "1:" for a scheme, which no browser does.
    const known = ({ url }: { url: string }): boolean =>
      version === "4.2" && (url.length > 2048 || /^[\s\p{C}]*[\d+.-][\s\w+.-]*:/u.test(url));
    expect(differing.filter((difference) => !known(difference))).toEqual([]);
    expect(answers.filter(([plain]) => plain).length).toBeGreaterThan(100);
  });

  test(`the same way to sign in for ${loginCases.length} requests`, async () => {
    const answers = await askOfEach(
      peer,
      loginCases,
      `
from urllib.parse import unquote
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
path, _, query = told["target"].partition("?")
request = WSGIRequest({**environ, "PATH_INFO": unquote(path, "iso-8859-1"), "QUERY_STRING": query})
request.user = AnonymousUser()
result = login_required(lambda request: None)(request)["Location"]`,
    );
    const ours = loginCases.map((told) => ourLogin(version, told));
    expect(loginCases.map((told, index) => ({ ...told, to: ours[index] }))).toEqual(
      loginCases.map((told, index) => ({ ...told, to: answers[index] })),
    );
  });
});

test("URLs come apart and together as the newest Python has it", async () => {
  const version = djangoVersions().at(-1)!;
  const peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
  const urls = [...SAFE, ...randomUrls(5000).filter((url) => !/v1|ä|ſ|K|é/.test(url))];
  const program = `
from urllib.parse import urlsplit
def split(url):
    try:
        return list(urlsplit(url))
    except ValueError:
        return None
answer = [split(url) for url in given]`;
  const answers = await runPython(peer, program, urls);
  await peer.stop();
  for (const [index, url] of urls.entries()) {
    const parts = urlSplit(url);
    const ours = parts && [parts.scheme, parts.netloc, parts.path, parts.query, parts.fragment];
    expect({ url, parts: ours }).toEqual({ url, parts: answers[index] });
  }
});

test("a URL comes together without what was empty in it", () => {
  expect(urlUnsplit(urlSplit("HTTPS://Example.com?#")!)).toBe("https://Example.com");
  expect(urlUnsplit(urlSplit("/a?b#c")!)).toBe("/a?b#c");
});

describe("the page to sign in", () => {
  const told = { headers: { host: "example.com" }, target: "/page" };

  test("has the way back under another name, or none", () => {
    const go = (field: string | null): string =>
      loginRedirect(factsOf(told), "/page", hostSettings("5.2", told), { url: "/login/", field });
    expect(go("back")).toBe("/login/?back=/page");
    expect(go(null)).toBe("/login/");
  });

  test("needs no allowed host when it is here, and one when it is elsewhere", () => {
    const go = (url: string): string =>
      loginRedirect(factsOf(told), "/page", hostSettings("5.2", told), { url });
    expect(go("/login/")).toBe("/login/?next=/page");
    expect(() => go("https://sso.example.com/")).toThrow(
      expect.objectContaining({ code: "DISALLOWED_HOST" }),
    );
  });

  test("cannot be the name of one of Django's URL patterns", () => {
    expect(() =>
      loginRedirect(factsOf(told), "/page", hostSettings("5.2", told), { url: "login" }),
    ).toThrow(expect.objectContaining({ code: "IMPROPERLY_CONFIGURED" }));
  });
});
