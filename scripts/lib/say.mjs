/** Progress on the terminal: one line per step when it is done, with how long it took. */

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (text) => paint("1", text);
export const dim = (text) => paint("2", text);
export const green = (text) => paint("32", text);
export const red = (text) => paint("31", text);

export function say(text = "") {
  process.stdout.write(`${text}\n`);
}

/** A time in milliseconds, as `1.2 s`. */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

const since = (start) => seconds(performance.now() - start);

/** Runs `work` and prints one line with its name and its time; a failure is printed and thrown on. */
export async function step(name, work) {
  const start = performance.now();
  try {
    const result = await work();
    say(`${green("✓")} ${name} ${dim(since(start))}`);
    return result;
  } catch (error) {
    say(`${red("✗")} ${name} ${dim(since(start))}`);
    throw error;
  }
}

/** A failure whose message is all that a person needs: printed without a stack. */
export class Explained extends Error {}

/** Runs a script's main function; an {@link Explained} failure prints its message, any failure exits with 1. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    say(red(error instanceof Explained ? error.message : String(error?.stack ?? error)));
    process.exitCode = 1;
  }
}
