/** A program in the Python of a Django peer. */
import type { DjangoPeer } from "./server.ts";

/** Runs statements that find `given` and leave what is asked for in `answer`. */
export function runPython(peer: DjangoPeer, program: string, given: unknown = null): Promise<any> {
  const [source, input] = [program, JSON.stringify(given)].map((text) => JSON.stringify(text));
  const names = `{"given": __import__("json").loads(${input})}`;
  return peer.eval(`(lambda names: (exec(${source}, names), names["answer"])[1])(${names})`);
}
