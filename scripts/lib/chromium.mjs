/** Chromium for the tests of the demo: the system's, or Debian's package. */
import { need } from "./apt.mjs";
import { which } from "./run.mjs";

/** The path of a Chromium; CHROMIUM in the environment names another. */
export async function ensureChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const find = () => which("chromium") ?? which("chromium-browser") ?? which("google-chrome");
  return need(find, ["chromium"], "the tests that drive a browser");
}
