/** Starts tests/interop/service.ts as a process that ends with this one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Limits, Settings } from "../../src/index.ts";
import type { Vendor } from "../../src/databases/sql/database.ts";

/** What the service runs on: a line of the table of clients, and where it connects to. */
export interface ServicePlan {
  readonly vendor: Vendor;
  readonly client: string;
  readonly url: string;
  readonly settings: Settings;
  readonly limits?: Limits;
}

export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startService(plan: ServicePlan): Promise<Service> {
  const script = fileURLToPath(new URL("service.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    env: { ...process.env, SERVICE_PLAN: JSON.stringify(plan) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(child, "close");
  const line = once(createInterface({ input: child.stdout }), "line");
  const first: unknown[] = await Promise.race([line, gone]);
  if (typeof first[0] !== "string") throw new Error("The service ended before it listened.");
  const { port } = JSON.parse(first[0]) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.stdin.end();
      await gone;
    },
  };
}
