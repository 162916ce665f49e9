/** What Next.js' own functions throw, as the next release throws it too or this fails. */
import assert from "node:assert/strict";
import {
  notFound,
  permanentRedirect,
  redirect,
  unauthorized,
} from "next/dist/client/components/navigation.react-server.js";
import { describe, test } from "vitest";
import { PermissionDenied, StoreUnavailable } from "../../../../src/errors.ts";
import {
  Answered,
  answerOf,
  thrownResponse,
  thrownStatus,
} from "../../../../src/frameworks/next/thrown.ts";

function thrownBy(leave: () => never): unknown {
  try {
    return leave();
  } catch (error) {
    return error;
  }
}

describe("the response that was thrown", () => {
  test.each([
    ["redirect()", () => redirect("/a;b?c=d;307;"), 307, "/a;b?c=d;307;"],
    ["redirect() elsewhere", () => redirect("https://a.example/"), 307, "https://a.example/"],
    ["permanentRedirect()", () => permanentRedirect("/a"), 308, "/a"],
    ["notFound()", () => notFound(), 404, null],
  ])("by %s", (_, leave, status, location) => {
    const error = thrownBy(leave);
    const response = thrownResponse(error);
    assert.equal(response.status, status);
    assert.equal(response.headers.get("Location"), location);
    assert.equal(thrownStatus(error), 200);
  });

  test("by an error of ours: its own", () => {
    assert.equal(thrownResponse(new PermissionDenied("No.")).status, 403);
    assert.equal(thrownStatus(new PermissionDenied("No.")), 403);
    const down = new StoreUnavailable("Down.");
    assert.equal(thrownResponse(down).headers.get("Retry-After"), "1");
    assert.equal(thrownStatus(down), 503);
  });

  test("by a guard: the very one", () => {
    const response = new Response();
    assert.equal(thrownResponse(new Answered(response)), response);
  });

  test("by whatever else: the error itself, as Next.js expects it", async () => {
    const errors = [
      new Error("a bug"),
      "a text",
      null,
      Object.assign(new Error("static"), { digest: "DYNAMIC_SERVER_USAGE" }),
      thrownBy(() => unauthorized()),
    ];
    for (const error of errors) {
      assert.equal(thrownStatus(error), 500);
      const handle = (): never => {
        // oxlint-disable-next-line typescript/only-throw-error -- anything can be thrown
        throw error;
      };
      await assert.rejects(answerOf(handle), (thrown) => thrown === error);
    }
  });
});
