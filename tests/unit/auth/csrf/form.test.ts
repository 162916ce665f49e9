/** The token of a form. */
import { describe, expect, test } from "vitest";
import { csrfInput, formToken, sendsForm, webFormToken } from "../../../../src/auth/csrf/form.ts";
import type { RequestFacts } from "../../../../src/auth/request-facts.ts";

function request(method: string, type?: string): RequestFacts {
  const header = (name: string): string | undefined => (name === "content-type" ? type : undefined);
  return { method, encrypted: false, serverName: "", serverPort: 80, header };
}

const URLENCODED = "application/x-www-form-urlencoded";

test("the hidden field is Django's", () => {
  expect(csrfInput("abc")).toBe('<input type="hidden" name="csrfmiddlewaretoken" value="abc">');
});

test.each([
  ["POST", URLENCODED, true],
  ["post", `${URLENCODED}; charset=utf-8`, true],
  ["POST", "Multipart/Form-Data; boundary=x", true],
  ["POST", "application/json", false],
  ["POST", "text/plain", false],
  ["POST", undefined, false],
  ["PUT", URLENCODED, false],
  ["GET", URLENCODED, false],
])("%s of %s is a form: %s", (method, type, is) => {
  expect(sendsForm(request(method, type))).toBe(is);
});

describe("the token of a parsed body", () => {
  const form = request("POST", URLENCODED);

  test.each([
    [{ csrfmiddlewaretoken: "abc" }, "abc"],
    [{ csrfmiddlewaretoken: "" }, ""],
    [{ csrfmiddlewaretoken: ["first", "last"] }, "last"],
    [{ csrfmiddlewaretoken: [] }, null],
    [{ csrfmiddlewaretoken: { nested: "abc" } }, null],
    [{ csrfmiddlewaretoken: 12 }, null],
    [{ other: "abc" }, null],
    [Object.assign(Object.create(null), { csrfmiddlewaretoken: "abc" }), "abc"],
    ["csrfmiddlewaretoken=abc", null],
    [null, null],
    [undefined, null],
  ])("%j: %j", (body, token) => expect(formToken(form, body)).toBe(token));

  test("does not count in JSON, nor by another method", () => {
    const body = { csrfmiddlewaretoken: "abc" };
    expect(formToken(request("POST", "application/json"), body)).toBeNull();
    expect(formToken(request("PUT", URLENCODED), body)).toBeNull();
  });
});

describe("the token of a web request", () => {
  function post(body: FormData | URLSearchParams | string, type?: string): Request {
    const headers = type === undefined ? {} : { "content-type": type };
    return new Request("http://example.com/", { method: "POST", body, headers });
  }

  function tokenOf(sent: Request): Promise<string | null> {
    return webFormToken(request(sent.method, sent.headers.get("content-type") ?? undefined), sent);
  }

  test("is read, and the body is left to the handler", async () => {
    const fields = new URLSearchParams([
      ["csrfmiddlewaretoken", "first"],
      ["csrfmiddlewaretoken", "last"],
    ]);
    const urlencoded = post(fields);
    expect(await tokenOf(urlencoded)).toBe("last");
    expect(await urlencoded.text()).toBe(fields.toString());
    const form = new FormData();
    form.set("csrfmiddlewaretoken", "abc");
    form.set("file", new Blob(["x".repeat(100_000)]), "x.txt");
    const multipart = post(form);
    expect(await tokenOf(multipart)).toBe("abc");
    expect(((await multipart.formData()).get("file") as File).size).toBe(100_000);
  });

  test("is none of a file, of JSON, and of what cannot be read", async () => {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", new Blob(["abc"]), "token");
    expect(await tokenOf(post(form))).toBeNull();
    expect(await tokenOf(post('{"csrfmiddlewaretoken":"abc"}', "application/json"))).toBeNull();
    const broken = post("not a form", "multipart/form-data; boundary=x");
    expect(await tokenOf(broken)).toBeNull();
    expect(await broken.text()).toBe("not a form");
  });
});
