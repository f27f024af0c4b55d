// Every gate that takes options says which, and what is wrong with others is one line.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../package-root.ts";

const folder = join(packageRoot, "conformance", "gates");
const gates = readdirSync(folder)
  .filter((name) => name.endsWith(".ts") && !name.startsWith("gate-options"))
  .filter((name) => readFileSync(join(folder, name), "utf8").includes("gateOptions(help"))
  .map((name) => name.slice(0, -".ts".length));
const compiled = join(packageRoot, "dist", "conformance", "gates");

function ask(gate: string, word: string): { code: number | null; out: string; err: string } {
  const path = join(compiled, `${gate}.js`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, word], {
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

test("no gate reads its options in another way", () => {
  const others = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.startsWith("gate-options"))
    .filter((name) => readFileSync(join(folder, name), "utf8").includes("parseArgs"));
  expect(others).toEqual([]);
  expect(gates).toContain("live-sozu");
});

test.runIf(existsSync(compiled)).each(gates)(
  "%s prints help with examples, and one line for what it does not know",
  (gate) => {
    const asked = ask(gate, "--help");
    expect([asked.code, asked.err]).toEqual([0, ""]);
    expect(asked.out).toMatch(/ {2}npm run .* -- --/);
    const wrong = ask(gate, "--nonsense");
    expect([wrong.code, wrong.out]).toEqual([2, ""]);
    expect(wrong.err).toMatch(/^[^\n]*--nonsense[^\n]*\n$/);
  },
);
