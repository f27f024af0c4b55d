// The whole way, by the compiled command line: a proxy is launched, judged and ended. The reference
// passes; the same with a fault in it fails by the rule that the fault breaks; a target that does not
// come up is one error; and nothing is left running, however the runner ended.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "smol-toml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseReport, type Run } from "../../reports/index.ts";
import { type Edit, loadDefects } from "../defects/defect.ts";
import { bundled } from "../defects/load.ts";
import { packageRoot } from "../package-root.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-live-test-"));
const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
const patience = 180_000;
// The cases of a folder of their own: strays of other runs are not this test's.
const temporary = join(folder, "t");
const env = { ...process.env, TMPDIR: temporary };

beforeAll(() => {
  mkdirSync(temporary);
  const build = join(packageRoot, "build.mjs");
  spawnSync(process.execPath, existsSync(main) ? ["--version"] : [build], { cwd: packageRoot });
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function described(name: string, command: readonly string[]): string {
  const path = join(folder, `${name}.toml`);
  writeFileSync(path, stringify({ name, launch: { command } }));
  return path;
}

const reference = (): string =>
  described("reference", [process.execPath, main, "serve", "-c", "{config}"]);

const argsOf = (description: string, cases: string): string[] => [
  ...[main, "run", "--target", `live:${description}`, "--case", cases],
  ...["--report", `ndjson=${join(folder, "run.ndjson")}`],
];

function run(
  description: string,
  cases: string,
): { readonly code: number | null; readonly out: string; readonly run: Run } {
  const args = argsOf(description, cases);
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  const report = parseReport(readFileSync(join(folder, "run.ndjson"), "utf8"));
  return { code: status, out: stdout, run: (report as { readonly run: Run }).run };
}

/** The reference with edits in it, in a file that serves it with its workers in the same process. */
async function served(id: string, edits: readonly Edit[]): Promise<string> {
  const { text } = await bundled(id, edits, { path: "reference/node/index.ts", kind: "node" });
  const script = join(folder, `serve-${id}.mjs`);
  writeFileSync(join(folder, `${id}.mjs`), text);
  writeFileSync(
    script,
    `import { serve } from "./${id}.mjs";
const proxy = await serve({ configuration: process.argv[2], inProcess: true, signals: true });
process.exit(await proxy.exited);
`,
  );
  return described(id, [process.execPath, script, "{config}"]);
}

/** Whose processes hold a file of this test open by their command line. */
function left(): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(temporary));
}

/** Whether a proxy listens that a runner launched. */
function isUp(): boolean {
  return readdirSync(temporary)
    .filter((name) => name.startsWith("kakehi-live-"))
    .some((name) =>
      readdirSync(join(temporary, name), { recursive: true, encoding: "utf8" }).some((file) =>
        file.endsWith(".sock"),
      ),
    );
}

const theCase = "bind-stranger-clears";

test(
  "the reference passes on real sockets, and what it cannot show is unsupported for a reason",
  () => {
    const { code, run: report } = run(reference(), `{${theCase},bind-no-credentials*}`);
    const outcomes = report.cases.map(({ case: id, outcome }) => [id, outcome]);
    expect([code, outcomes]).toEqual([0, expect.arrayContaining([[theCase, "pass"]])]);
    const unsupported = report.cases.filter(({ outcome }) => outcome === "unsupported");
    expect(unsupported.map(({ reason }) => reason)).toContain("every real peer has credentials");
    expect(report.notes.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/unsupported: every real peer has credentials/),
    );
    expect(left()).toEqual([]);
  },
  patience,
);

test(
  "a reference with a fault fails by the rule that the fault breaks, with what the target wrote",
  async () => {
    const id = "clear-keeps-what-moved-nothing";
    const { edits } = loadDefects().find((candidate) => candidate.id === id)!;
    expect(run(await served("pristine", []), "lease-below-floor").code).toBe(0);
    const { code, run: report } = run(await served(id, edits), "lease-below-floor");
    expect(code).toBe(1);
    const [record] = report.cases;
    expect(record?.failures.map(({ rule }) => rule)).toContain("LEASE-COUNT");
    expect(record?.failures[0]?.events?.join("\n")).toMatch(/target: .*listening on/);
  },
  patience,
);

test(
  "traffic is played on real sockets, and a proxy that loses a part of it fails by the rule of that",
  async () => {
    const about = "{body-h1-to-h1-cut-short,body-h2-to-h1-none}";
    const { code, run: report } = run(reference(), about);
    expect([code, report.cases.map(({ outcome }) => outcome)]).toEqual([0, ["pass", "pass"]]);
    expect(report.rules.find(({ rule }) => rule === "GAUGE-REST")?.outcome).toBe("pass");
    const id = "truncated-chunked-is-success";
    const { edits } = loadDefects().find((candidate) => candidate.id === id)!;
    const wrong = run(await served(id, edits), about);
    const rules = wrong.run.cases.flatMap(({ failures }) => failures.map(({ rule }) => rule));
    expect([wrong.code, rules]).toEqual([1, expect.arrayContaining(["BODY-TRUNCATED"])]);
  },
  patience,
);

test(
  "a proxy that runs already is asked, and left as it was found",
  async () => {
    const socket = join(folder, "running.sock");
    const proxy = spawn(process.execPath, [main, "serve", "--socket", socket, "--workers", "2"]);
    await once(proxy.stderr, "data");
    const path = join(folder, "attached.toml");
    writeFileSync(path, stringify({ name: "attached", attach: { socket } }));
    const { code, run: report } = run(
      path,
      "{status-one-worker,bind-stranger-clears,frame-unknown-verbs}",
    );
    const outcomes = new Map(report.cases.map(({ case: id, outcome }) => [id, outcome]));
    expect([code, outcomes.get("status-one-worker")]).toEqual([0, "unsupported"]);
    expect([...outcomes.values()]).toContain("pass");
    expect(proxy.exitCode).toBeNull();
    const ended = once(proxy, "exit");
    proxy.kill("SIGTERM");
    await ended;
  },
  patience,
);

test(
  "a target that does not come up is one error that shows its last words",
  () => {
    const script = "console.error('no such key: front'); process.exit(7)";
    const { code, run: report } = run(
      described("broken", [process.execPath, "-e", script]),
      "bind-*",
    );
    expect([code, report.footer.totals.cases.fail]).toEqual([4, 0]);
    expect(report.footer.exitReason).toMatch(/did not come up: exit code 7\n {2}\| no such key/);
  },
  patience,
);

async function begun(cases: string): Promise<ChildProcess> {
  const runner = spawn(process.execPath, argsOf(reference(), cases), {
    env,
    stdio: "ignore",
    // A group of its own, as a terminal or a service manager gives it.
    detached: true,
  });
  // As soon as a proxy has its configuration there is something to leave behind.
  while (!readdirSync(temporary).some((name) => name.startsWith("kakehi-live-"))) await pause(20);
  return runner;
}

test.each([
  ["SIGTERM", 1, 143],
  ["SIGTERM to the whole group", -1, 143],
] as const)(
  "%s ends every instance, and the report is written",
  async (_, whom, code) => {
    const runner = await begun("{bind-*,expiry-in-a-paused-worker}");
    const ended = once(runner, "exit");
    process.kill(whom * runner.pid!, "SIGTERM");
    expect((await ended)[0]).toBe(code);
    expect(left()).toEqual([]);
  },
  patience,
);

test(
  "what a killed runner left is named and ended by the next one",
  async () => {
    const runner = await begun("bind-free-after-expiry*");
    // Who is still coming up may end by itself when nobody reads its words any more.
    while (!isUp()) await pause(20);
    // What it says when it listens has been read by then.
    await pause(2_000);
    const ended = once(runner, "exit");
    runner.kill("SIGKILL");
    await ended;
    const { run: report } = run(reference(), theCase);
    const warnings = report.notes.filter(({ severity }) => severity === "warning");
    expect(warnings.map(({ text }) => text)).toEqual([
      expect.stringMatching(/ended a stray of an earlier run: pid .*, .* serve -c/),
    ]);
    expect(left()).toEqual([]);
  },
  patience,
);
