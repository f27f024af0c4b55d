// Builds what `npm ci` and the first `npx` in a checkout need. It is incremental, and safe beside a
// command that is running from `dist/`: one builder at a time holds the lock, an unchanged tree is
// left untouched, and an installed package, which has no build configuration, is not built at all.
import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

if (!existsSync("tsconfig.json") || !existsSync("node_modules/typescript")) process.exit(0);

const command = "dist/conformance/cli/main.js";
const lock = ".cache/build.lock";
const lockLivesMillis = 300_000;
const patienceMillis = 500;

mkdirSync(".cache", { recursive: true });
while (!acquired()) await wait(patienceMillis);
try {
  const built = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], {
    stdio: "inherit",
  });
  process.exitCode = built.status ?? 1;
  // `npx kakehi` in the checkout makes the command executable only when it first links it: a file that
  // was built anew would be refused from then on.
  if (existsSync(command)) chmodSync(command, 0o755);
} finally {
  rmSync(lock, { force: true });
}

function acquired() {
  try {
    closeSync(openSync(lock, "wx"));
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    // A builder that was killed leaves its lock behind.
    const left = existsSync(lock) && Date.now() - statSync(lock).mtimeMs > lockLivesMillis;
    if (left) rmSync(lock, { force: true });
    return false;
  }
}
