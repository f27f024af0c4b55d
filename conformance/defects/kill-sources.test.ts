import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { packageRoot } from "../package-root.ts";
import { modules, withoutComments } from "./kill-sources.ts";

const entry = "conformance/defects/gallery-thread.ts";

test("the modules are those that a bundler finds, no more and no fewer", () => {
  const { metafile } = buildSync({
    entryPoints: [entry],
    absWorkingDir: packageRoot,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outdir: "nowhere",
    write: false,
    metafile: true,
  });
  expect([...modules(entry).keys()].sort()).toEqual(Object.keys(metafile.inputs).sort());
});

test("the reference, the world and the checkers are among them, and no gate is", () => {
  const files = [...modules(entry).keys()];
  for (const folder of ["reference/mux/", "sim/network/", "conformance/checkers/", "wire/http2/"]) {
    expect(files.some((file) => file.startsWith(folder))).toBe(true);
  }
  expect(files.filter((file) => /^conformance\/(gates|live|cli)\//.test(file))).toEqual([]);
});

test.each([
  ["a comment beside a line", "one();\n// why\ntwo();\n", "one();\ntwo();\n"],
  ["a docstring", "/**\n * Why.\n *\n */\none();\n", "one();\n"],
  ["a docstring of one line", "  /** Why. */\n  one();\n", "  one();\n"],
  ["a generator is none", "  *all() {\n", "  *all() {\n"],
  ["an end of a line is none", "one(); // why\n", "one(); // why\n"],
])("%s", (_, text, executed) => {
  expect(withoutComments(text)).toBe(executed);
});
