// A flag that nobody tries is a flag that may do nothing: every one that help names stands in a test.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../package-root.ts";

const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".test.ts") && name !== "flags.test.ts")
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));

function help(...args: readonly string[]): string {
  return spawnSync(process.execPath, [main, ...args, "--help"], { encoding: "utf8" }).stdout;
}

const commands = [...help().matchAll(/^ {2}([a-z]+) /gm)]
  .map(([, name]) => name!)
  // The proxy's own flags are tried with the proxy.
  .filter((name) => !["help", "serve"].includes(name));

test("help names the commands", () => {
  expect(commands).toEqual(expect.arrayContaining(["run", "list", "explain", "replay", "defects"]));
});

const parts = ["baseline check", "baseline update", "init target"];

test.each([...commands, ...parts])("every flag of %s is tried in a test", (command) => {
  const flags = new Set(
    [...help(...command.split(" ")).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(
      ([, flag]) => flag!,
    ),
  );
  flags.delete("--help");
  const untried = [...flags].filter((flag) => !tests.some((text) => text.includes(`"${flag}"`)));
  expect(untried).toEqual([]);
});
