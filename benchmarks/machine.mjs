/** What the numbers were measured on, in one sentence. */
import { availableParallelism, cpus } from "node:os";

/** `parts` names what else took part, such as the database. */
export function machine(...parts) {
  const [{ model }] = cpus();
  const cores = `${availableParallelism()} cores of ${model.trim()}`;
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date}: ${[cores, `Node ${process.version}`, ...parts].join(", ")}.`;
}
