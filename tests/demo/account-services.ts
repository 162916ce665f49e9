/**
 * The examples as one process, which ends with its parent: one start for all of them.
 * FILES is JSON: [["express_app.ts", port], …].
 */
const files = JSON.parse(process.env.FILES ?? "") as [file: string, port: number][];

for (const [file, port] of files) {
  // Each reads its port when it is loaded.
  process.env.PORT = String(port);
  await import(`../../examples/${file}`);
}
process.stdin.on("end", () => process.exit()).resume();
