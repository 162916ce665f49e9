/** Django and we judge the same requests, and say the same of them. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { djangoVersions, startDjango } from "../django/server.ts";
import type { DjangoSite } from "../django/server.ts";
import { csrfCases } from "./csrf/cases.ts";
import { askDjango, ourReason, portOf } from "./csrf/sides.ts";

const folder = mkdtempSync(join(tmpdir(), "csrf-"));
afterAll(() => rmSync(folder, { recursive: true }));

function startSite(options: { version?: string; python?: string }): Promise<DjangoSite> {
  const name = `${options.version ?? "recorded"}.sqlite3`;
  // Without CommonMiddleware, which would answer for hosts that are not allowed.
  const settings = { MIDDLEWARE: ["django.contrib.sessions.middleware.SessionMiddleware"] };
  return startDjango({ ...options, databaseUrl: `sqlite:///${join(folder, name)}`, settings });
}

test("there are Djangos to ask, and each case has a name of its own", () => {
  expect(djangoVersions()).not.toEqual([]);
  expect(new Set(csrfCases.map(({ name }) => name)).size).toBe(csrfCases.length);
});

describe.each(djangoVersions())("Django %s", (version) => {
  let site: DjangoSite;
  beforeAll(async () => void (site = await startSite({ version })));
  afterAll(() => site.stop());

  const reasons = new Set<string | null>();

  test.each(csrfCases)("$name", async (sent) => {
    const { reason } = await askDjango(site, sent);
    reasons.add(reason);
    expect(ourReason(version, sent, portOf(site))).toBe(reason);
  });

  test("the cases are of all kinds", () => expect(reasons.size).toBeGreaterThan(30));
});

/** Hardly a machine has a Python that old: its answers are on record, by the names of the cases. */
const record = new URL("csrf/django-3.2.json", import.meta.url);

describe("Django 3.2, by its record", () => {
  const recorded: Record<string, string | null> = JSON.parse(readFileSync(record, "utf8"));
  // Its Python lets one of these pass for a host, and it fails itself on the other.
  const better = new Set(["Referer https://[bad]/", "Referer https://[::1/"]);

  test.each(csrfCases)("$name", (sent) => {
    const reason = ourReason("3.2", sent, 12_345)?.replace(":12345", ":{port}") ?? null;
    const malformed = "Referer checking failed - Referer is malformed.";
    expect(reason).toBe(better.has(sent.name) ? malformed : recorded[sent.name]);
  });
});

const python = process.env.DJANGO32_PYTHON;
// Records anew: DJANGO32_PYTHON=… npx vitest run tests/interop/csrf.test.ts -u
if (python !== undefined) {
  test("the record is what Django 3.2 says", async () => {
    const site = await startSite({ python });
    const answers: Record<string, string | null> = {};
    for (const sent of csrfCases) {
      const answer = await askDjango(site, sent).catch((error: Error) => ({
        reason: error.message,
      }));
      answers[sent.name] = answer.reason?.replace(`:${portOf(site)}`, ":{port}") ?? null;
    }
    await site.stop();
    await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot(record.pathname);
  });
}
