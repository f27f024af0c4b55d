// Coverage that says 100 % of everything is worth less than none. This proves the set-up of both coverage
// commands, in a folder of its own with the very configuration files of the checkout: a branch that is
// never taken, in a function that is called, is reported under the line of its TypeScript source.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";

const half = `export function half(taken: boolean): string {
  if (taken) {
    return "taken";
  } else {
    return "never taken";
  }
}
`;
const caller = `import { half } from "./half.ts";
half(true);
`;
const test = `import { expect, test } from "vitest";
import { half } from "./half.ts";
test("one half", () => {
  expect(half(true)).toBe("taken");
});
`;
/** Lines 1 to 4 ran, the other branch did not, and lcov says so line by line and branch by branch. */
const expected = ["DA:3,1", "DA:5,0", "BRDA:4,1,0,0", "BRF:2", "BRH:1"];

const folder = mkdtempSync(join(tmpdir(), "kakehi-coverage-"));
try {
  prepare();
  prove("npm run coverage:suite", ["node", join("dist", "conformance", "caller.js")]);
  prove("npm run coverage:tests", [
    "node",
    join("node_modules", "vitest", "vitest.mjs"),
    "run",
    "--config",
    "vitest.dist.config.ts",
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function prepare(): void {
  const sources = join(folder, "conformance");
  mkdirSync(sources);
  writeFileSync(join(sources, "half.ts"), half);
  writeFileSync(join(sources, "caller.ts"), caller);
  writeFileSync(join(sources, "half.test.ts"), test);
  for (const name of [".c8rc.json", "vitest.dist.config.ts", "tsconfig.base.json"]) {
    copyFileSync(join(packageRoot, name), join(folder, name));
  }
  writeFileSync(join(folder, "package.json"), '{ "name": "half", "type": "module" }\n');
  const compilerOptions = {
    rootDir: ".",
    outDir: "dist",
    types: ["node"],
    skipLibCheck: true,
    composite: false,
    incremental: false,
  };
  const tsconfig = { extends: "./tsconfig.base.json", compilerOptions, include: ["conformance"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  symlinkSync(join(packageRoot, "node_modules"), join(folder, "node_modules"), "junction");
  run([join("node_modules", "typescript", "bin", "tsc"), "-p", "."]);
}

function prove(name: string, command: readonly string[]): void {
  run([join("node_modules", "c8", "bin", "c8.js"), "--reporter", "lcovonly", ...command]);
  const report = readFileSync(join(folder, "coverage", "lcov.info"), "utf8");
  const lines = report
    .split("end_of_record")
    .find((part) => part.includes("half.ts"))
    ?.split("\n");
  const missing = expected.filter((line) => lines?.includes(line) !== true);
  if (missing.length > 0) {
    process.stderr.write(`${name}: the report has no ${missing.join(", ")}\n${report}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${name}: a branch that is never taken is reported as such\n`);
}

function run(args: readonly string[]): void {
  // What it prints is shown with the error, if there is one.
  execFileSync(process.execPath, args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}
