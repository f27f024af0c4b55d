// `init target` and `doctor`: what the first writes the schema takes, and the second says in one line
// what is wrong with a target, or that it is ready.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { afterAll, expect, test } from "vitest";
import { readLiveDescription } from "../live/target-file.ts";
import { packageRoot } from "../package-root.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-doctor-"));
const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function kakehi(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    cwd: folder,
  });
  return { code: status, out: stdout, error: stderr };
}

function doctor(name: string, command: readonly string[], ready = 30): Ended {
  const launch = { command, ready_seconds: ready };
  writeFileSync(join(folder, `${name}.toml`), stringify({ name, launch }));
  return kakehi("doctor", "--target", `live:${name}.toml`);
}

test("init target writes a description that is right, and never over another", () => {
  expect(kakehi("init", "target").code).toBe(0);
  expect(readLiveDescription(join(folder, "kakehi.target.toml")).name).toBe("my-proxy");
  const again = kakehi("init", "target");
  expect([again.code, again.error]).toEqual([2, expect.stringMatching(/cannot write kakehi\./)]);
});

test("a target that is ready", () => {
  const { code, out } = doctor("ready", [process.execPath, main, "serve", "-c", "{config}"]);
  expect([code, out]).toEqual([0, "ready comes up, answers and ends\n"]);
}, 120_000);

test.each([
  ["no program", ["/nowhere/proxy"], /^the target did not come up: .*ENOENT/],
  [
    "a program that ends",
    [process.execPath, "-e", "console.error('no such key'); process.exit(7)"],
    /^the target did not come up: exit code 7 .*no such key/,
  ],
  [
    "a program that opens no socket",
    [process.execPath, "-e", "setInterval(() => undefined, 1000)"],
    /no command socket after 1 s/,
  ],
  [
    "a socket that nobody answers on",
    [
      process.execPath,
      "-e",
      "require('net').createServer((socket) => socket.end()).listen(process.argv[1])",
      "{socket}",
    ],
    /does not answer ListWorkers/,
  ],
])(
  "%s is one line",
  (_, command, message) => {
    const { code, out } = doctor("broken", command, 1);
    expect([code, out.trim().split("\n").length]).toEqual([4, 1]);
    expect(out).toMatch(message);
  },
  120_000,
);

test("another kind of target is refused", () => {
  const { code, error } = kakehi("doctor", "--target", "reference");
  expect([code, error]).toEqual([2, expect.stringMatching(/doctor takes --target live:FILE/)]);
});
