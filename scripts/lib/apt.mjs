/** Debian packages: installed when missing and possible, else a message that says what to do. */
import { run, which } from "./run.mjs";
import { Explained, say } from "./say.mjs";

let updated = false;

/**
 * What `find` finds, after installing `packages` when it finds nothing at first.
 * `purpose` ends the sentence "… is needed for …".
 */
export async function need(find, packages, purpose) {
  const found = await find();
  if (found) return found;
  if (!which("apt-get") || process.getuid?.() !== 0) {
    throw new Explained(
      `Missing: ${packages.join(", ")} (Debian's package names), needed for ${purpose}.\n` +
        `Get it with:  sudo apt-get update && sudo apt-get install -y ${packages.join(" ")}`,
    );
  }
  say(`  installing ${packages.join(", ")} for ${purpose} …`);
  await install(packages);
  const installed = await find();
  if (installed) return installed;
  throw new Explained(
    `${packages.join(", ")} was installed, and still ${purpose} is not possible.`,
  );
}

async function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  if (!updated) await run("apt-get", [...wait, "update"], { env });
  updated = true;
  await run("apt-get", [...wait, "install", "-y", "--no-install-recommends", ...packages], { env });
}
