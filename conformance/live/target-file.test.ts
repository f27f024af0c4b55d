// A description that is right is read with its defaults; one that is wrong says where, in one line.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { readLiveDescription } from "./target-file.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-target-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string): ReturnType<typeof readLiveDescription> {
  const path = join(folder, "a.target.toml");
  writeFileSync(path, text);
  return readLiveDescription(path);
}

const least = 'name = "a"\n[launch]\ncommand = ["a"]\n';

test("the least there can be elects what the contract prefers", () => {
  const { target, by, constants, slackMicros, folder: from } = read(least);
  expect(target).toBe(`live:${join(folder, "a.target.toml")}`);
  expect(by).toEqual({ kind: "launch", launch: { command: ["a"], readySeconds: 30 } });
  expect([slackMicros, from]).toEqual([1_000_000, folder]);
  expect([constants.expiry, constants.takeover, constants.masterLeases]).toEqual([
    { kind: "exact" },
    "keeps",
    true,
  ]);
});

test("a command may name what the environment holds, and is refused where it holds nothing", () => {
  process.env["KAKEHI_TEST_PROXY"] = "/opt/proxy";
  const { by } = read(
    'name = "a"\n[launch]\ncommand = ["${KAKEHI_TEST_PROXY}", "${KAKEHI_TEST_NONE:-x}"]\n',
  );
  expect(by).toEqual({
    kind: "launch",
    launch: { command: ["/opt/proxy", "x"], readySeconds: 30 },
  });
  delete process.env["KAKEHI_TEST_PROXY"];
  expect(() => read('name = "a"\n[launch]\ncommand = ["${KAKEHI_TEST_PROXY}"]\n')).toThrow(
    /a\.target\.toml: \[launch\] command 0: the environment holds no KAKEHI_TEST_PROXY/,
  );
});

test("elections and limits are taken as they stand", () => {
  const { constants, slackMicros } = read(
    `${least}[elections]\nexpiry = "janitor"\njanitor_seconds = 2\ntakeover = "installs"\nmaster_leases = false\n[limits]\nslack_seconds = 0.5\n`,
  );
  expect([constants.expiry, constants.takeover, constants.masterLeases, slackMicros]).toEqual([
    { kind: "janitor", periodMicros: 2_000_000 },
    "installs",
    false,
    500_000,
  ]);
});

test("a proxy that runs already is described by its socket and what it was configured with", () => {
  const audit = '[audit]\nformat = "sozu"\n';
  const attach = '[attach]\nsocket = "run/sock"\naudit_json = "/var/a.json"\naudit = "a.log"\n';
  expect(read(`name = "a"\n${attach}${audit}`).by).toEqual({
    kind: "attach",
    attach: {
      socket: join(folder, "run/sock"),
      detail: "cluster",
      workerTimeoutSeconds: 10,
      frameBytesMax: 2_000_000,
      auditFiles: { audit: join(folder, "a.log"), "audit-json": "/var/a.json" },
      allowHarm: false,
    },
  });
});

test.each([
  ["no TOML", "name = ", /a\.target\.toml:1:\d+: /],
  ["neither launched nor running", 'name = "a"\n', /neither \[launch\] nor \[attach\]; write one/],
  ["launched and running", `${least}[attach]\nsocket = "a"\n`, /both \[launch\] and \[attach\]/],
  ["no command", 'name = "a"\n[launch]\n', /\[launch\] lacks the key command; add it/],
  ["an empty command", 'name = "a"\n[launch]\ncommand = []\n', /\[launch\] command must NOT/],
  ["an unknown key", `colour = "red"\n${least}`, /no key colour; remove it, or see/],
  [
    "an unknown election",
    `${least}[elections]\nexpiry = "never"\n`,
    /\[elections\] expiry must be "exact" or "janitor"/,
  ],
  [
    "a socket that no path can be that long for",
    `name = "a"\n[attach]\nsocket = "/${"s".repeat(120)}"\n`,
    /107 bytes at most.*use a shorter folder/,
  ],
])("%s is one line that says where", (_, text, message) => {
  expect(() => read(text)).toThrow(UsageError);
  expect(() => read(text)).toThrow(message);
});

test("a file that is not there says what writes one", () => {
  expect(() => readLiveDescription(join(folder, "none.toml"))).toThrow(/cannot read .*none\.toml/);
});

test.each(readdirSync(fixturePath("targets")))("fixtures/targets/%s is right", (file) => {
  expect(readLiveDescription(fixturePath("targets", file)).by.kind).toBe("launch");
});
