// Where the package lies: the folder with its package.json, above the sources and above `dist/` alike.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) throw new Error("kakehi is not installed as a package");
  }
}

export const packageRoot: string = findRoot(import.meta.dirname);

export function fixturePath(...parts: readonly string[]): string {
  return join(packageRoot, "fixtures", ...parts);
}

function versionOf(manifest: unknown): string {
  const named = typeof manifest === "object" && manifest !== null && "version" in manifest;
  if (!named || typeof manifest.version !== "string") throw new Error("the package has no version");
  return manifest.version;
}

export const suiteVersion: string = versionOf(
  JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")),
);
