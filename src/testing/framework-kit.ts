/** The whole contract of a framework adapter, stated once. The framework is booted for real and spoken to over TCP. */
import { accessCases } from "./framework-access.ts";
import { bodyCases } from "./framework-bodies.ts";
import { connectionCases } from "./framework-connections.ts";
import { csrfCases } from "./framework-csrf.ts";
import { csrfSignInCases } from "./framework-csrf-sign-in.ts";
import { failureCases } from "./framework-failures.ts";
import { guardCases } from "./framework-guards.ts";
import { keyCases } from "./framework-keys.ts";
import type { FrameworkSubject } from "./framework-stage.ts";
import { playWith } from "./framework-stage.ts";
import { streamCases } from "./framework-streams.ts";
import { userCases } from "./framework-users.ts";
import { casesOf } from "./kit.ts";
import type { ConformanceCase } from "./kit.ts";

/**
 * The cases that hold for every framework adapter. Run them one after another.
 *
 * @example for (const { name, run } of frameworkConformance(subject)) test(name, run);
 */
export function frameworkConformance(subject: FrameworkSubject): ConformanceCase[] {
  const play = playWith(subject);
  const cases = { ...accessCases, ...keyCases, ...bodyCases, ...streamCases };
  const users = { ...userCases, ...guardCases, ...csrfCases, ...csrfSignInCases };
  const all = { ...cases, ...connectionCases, ...failureCases, ...users };
  const bound = Object.entries(all).map(([name, body]) => [name, () => body(play)] as const);
  return casesOf(Object.fromEntries(bound));
}
