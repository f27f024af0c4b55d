// Goes a documented way as it is written: every block of commands in one shell, and after each the lines that
// the page promises. `…` in such a line stands for anything.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root.ts";
import { fencesIn } from "./fences.ts";

/** Commands, and the lines that have to come in this order. */
export interface Station {
  readonly commands: string;
  readonly promised: readonly string[];
}

/** A block of text belongs to the commands before it. */
export function stationsOf(markdown: string): readonly Station[] {
  const stations: Station[] = [];
  for (const { language, text } of fencesIn(markdown)) {
    const last = stations.at(-1);
    if (language === "sh") stations.push({ commands: text, promised: [] });
    else if (language === "text" && last !== undefined) {
      const promised = text.split("\n").filter((line) => line !== "");
      stations[stations.length - 1] = { ...last, promised: [...last.promised, ...promised] };
    }
  }
  return stations;
}

/** The checkout under another name, for whoever has it installed already. */
export function linkCheckout(folder: string): void {
  mkdirSync(folder);
  for (const name of readdirSync(packageRoot)) {
    if (name !== ".git") symlinkSync(join(packageRoot, name), join(folder, name));
  }
}

export interface Walked {
  readonly code: number | null;
  /** What each station printed, as far as the walk came. */
  readonly printed: readonly string[];
  readonly error: string;
}

const milestone = "<<< the next station >>>";

export function walk(stations: readonly Station[], folder: string): Walked {
  const script = stations.map(({ commands }) => `${commands}echo '${milestone}'\n`).join("");
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, KAKEHI_REPOSITORY: packageRoot, NO_COLOR: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, printed: stdout.split(`${milestone}\n`), error: stderr };
}

/** The first promised line that did not come, if there is one. */
export function brokenPromise({ promised }: Station, printed: string): string | undefined {
  const lines = printed.split("\n");
  let at = 0;
  for (const promise of promised) {
    const words = promise.trim().split("…").map(escaped).join(".*");
    const form = new RegExp(`^\\s*${words}\\s*$`);
    const found = lines.findIndex((line, index) => index >= at && form.test(line));
    if (found < 0) return promise;
    at = found + 1;
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/\s+/g, "\\s+");
}
