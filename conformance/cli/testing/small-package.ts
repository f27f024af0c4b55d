// A package of the same code with a few cases of its own: what a whole run of it, or its data, comes to is
// told in seconds.
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { packageRoot } from "../../package-root.ts";

/** What grows with every case and defect; whoever wants some names them. */
const grown = ["scenarios", "regressions", "defects"];

export interface SmallPackage {
  /** The compiled command line. */
  readonly script: string;
  readonly fixtures: string;
}

/** Copies, but for what is installed: code that lies elsewhere would find the data of elsewhere. */
export function smallPackage(
  root: string,
  wanted: { readonly cases: readonly string[]; readonly defects?: boolean },
): SmallPackage {
  const copied = (...path: readonly string[]): void => {
    cpSync(join(packageRoot, ...path), join(root, ...path), { recursive: true, filter: isNeeded });
  };
  mkdirSync(root);
  for (const name of ["package.json", "dist", "reference", "wire"]) copied(name);
  symlinkSync(join(packageRoot, "node_modules"), join(root, "node_modules"), "junction");
  const fixtures = join(root, "fixtures");
  for (const name of grown) mkdirSync(join(fixtures, name), { recursive: true });
  const data = readdirSync(join(packageRoot, "fixtures"));
  for (const name of data.filter((one) => !grown.includes(one))) copied("fixtures", name);
  if (wanted.defects === true) copied("fixtures", "defects");
  for (const path of pathsOf(wanted.cases)) copied("fixtures", "scenarios", path);
  return { script: join(root, "dist", "conformance", "cli", "main.js"), fixtures };
}

/** What was measured on all cases is not of these. */
function isNeeded(path: string): boolean {
  return !/\.test\.[jt]s$|\.map$|\.d\.ts$|\/matrix\.json$/.test(path);
}

function pathsOf(cases: readonly string[]): readonly string[] {
  const scenarios = join(packageRoot, "fixtures", "scenarios");
  const paths = readdirSync(scenarios, { recursive: true, encoding: "utf8" });
  return cases.map((id) => {
    const path = paths.find((one) => basename(one) === `${id}.json`);
    if (path === undefined) throw new Error(`there is no case ${id}`);
    return path;
  });
}
