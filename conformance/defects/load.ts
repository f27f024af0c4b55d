// Loads the reference with a defect in it: the pristine sources are bundled, and the files that the
// defect edits are patched on the way. Nothing is written to disk.
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type BuildFailure, build, type Plugin } from "esbuild";
import { packageRoot } from "../package-root.ts";
import { type ReferenceModule, referenceTarget } from "../targets/reference.ts";
import type { Target } from "../targets/target.ts";
import { UsageError } from "../usage-error.ts";
import type { Defect, Edit } from "./defect.ts";
import { changedLines, changedLinesMax, patched } from "./patch.ts";

/** @throws UsageError when the defect does not fit the sources, or what it makes of them is no code. */
export async function withDefect(defect: Defect): Promise<Target> {
  if (changedLines(defect.edits) > changedLinesMax) {
    throw new UsageError(`${defect.id} changes more than ${changedLinesMax} lines`);
  }
  const module = await loadPatched(defect.id, defect.edits, "reference/index.ts");
  return patchedTarget(defect.id, module);
}

export function patchedTarget(id: string, module: object): Target {
  if (!isReference(module)) throw new Error(`${id}: the patched reference lost its exports`);
  return referenceTarget(module, `reference:${id}`);
}

/**
 * The module at `entry`, and all that it imports, with the edits in it.
 * @throws UsageError when an edit does not fit the sources, or what it makes of them is no code.
 */
export async function loadPatched(
  id: string,
  edits: readonly Edit[],
  entry: string,
): Promise<object> {
  try {
    const text = await bundle(id, edits, entry);
    const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
    const module: unknown = await import(url);
    if (typeof module !== "object" || module === null) throw new Error(`${id}: no module`);
    return module;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new UsageError(`${id}: ${error.errors[0]?.text ?? error.message}`);
  }
}

async function bundle(id: string, edits: readonly Edit[], entry: string): Promise<string> {
  const files = new Set(edits.map((edit) => edit.file));
  const applied = new Set<string>();
  const plugin: Plugin = {
    name: "defect",
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(packageRoot, path).split(sep).join("/");
        if (!files.has(file)) return undefined;
        applied.add(file);
        const own = edits.filter((edit) => edit.file === file);
        return { contents: patched(file, readFileSync(path, "utf8"), own), loader: "ts" };
      });
    },
  };
  const result = await build({
    entryPoints: [join(packageRoot, entry)],
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    write: false,
    logLevel: "silent",
    plugins: [plugin],
  });
  const missed = [...files].filter((file) => !applied.has(file));
  if (missed.length > 0)
    throw new UsageError(`${id}: ${missed.join(", ")} is not part of ${entry}`);
  return result.outputFiles[0]?.text ?? "";
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function isReference(module: object): module is ReferenceModule {
  return "createMaster" in module && "createWorker" in module;
}
