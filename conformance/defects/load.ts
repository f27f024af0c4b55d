// Loads the reference with a defect in it: the pristine sources are bundled, and the files that the
// defect edits are patched on the way. Nothing is written to disk.
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build, type BuildFailure, type BuildOptions, type Plugin } from "esbuild";
import { packageRoot } from "../package-root.ts";
import { requireBanner } from "../require-banner.ts";
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
  const module = await loadPatched(defect.id, defect.edits, referenceEntry);
  return patchedTarget(defect.id, module);
}

export function patchedTarget(id: string, module: object): Target {
  if (!isReference(module)) throw new Error(`${id}: the patched reference lost its exports`);
  return referenceTarget(module, `reference:${id}`);
}

/** What is bundled. A part of the suite itself may read files; the reference may not even know of them. */
export interface Entry {
  readonly path: string;
  readonly kind: "pure" | "node";
}

export const referenceEntry: Entry = { path: "reference/index.ts", kind: "pure" };

/**
 * The module at `entry`, and all that it imports, with the edits in it.
 * @throws UsageError when an edit does not fit the sources, or what it makes of them is no code.
 */
export async function loadPatched(
  id: string,
  edits: readonly Edit[],
  entry: Entry,
): Promise<object> {
  try {
    const { text } = await bundled(id, edits, entry);
    return await imported(id, text);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new UsageError(`${id}: ${error.errors[0]?.text ?? error.message}`);
  }
}

/** The module whose text that is. */
export async function imported(id: string, text: string): Promise<object> {
  const module: unknown = await import(urlOf(text));
  if (typeof module !== "object" || module === null) throw new Error(`${id}: no module`);
  return module;
}

/** Where such a module comes from, as the engine names it. */
export function urlOf(text: string): string {
  return `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
}

const manifest = JSON.stringify(join(packageRoot, "package.json"));

/** A bundle has no place on the disk, so that it is told where the package lies. */
const surroundings: Readonly<Record<Entry["kind"], BuildOptions>> = {
  pure: { platform: "neutral", mainFields: ["module", "main"] },
  node: {
    platform: "node",
    define: { "import.meta.dirname": JSON.stringify(packageRoot) },
    banner: requireBanner(manifest),
  },
};

export interface Bundle {
  readonly text: string;
  /** From its lines to those of the sources, which it names from the package on. */
  readonly sourceMap: string;
}

/** The text of the module at `entry`, and of all that it imports, with the edits in it. */
export async function bundled(id: string, edits: readonly Edit[], entry: Entry): Promise<Bundle> {
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
    entryPoints: [join(packageRoot, entry.path)],
    bundle: true,
    format: "esm",
    ...surroundings[entry.kind],
    absWorkingDir: packageRoot,
    outfile: join(packageRoot, `${id}.js`),
    sourcemap: "external",
    write: false,
    logLevel: "silent",
    plugins: [plugin],
  });
  const missed = [...files].filter((file) => !applied.has(file));
  if (missed.length > 0)
    throw new UsageError(`${id}: ${missed.join(", ")} is not part of ${entry.path}`);
  const [sourceMap, text] = result.outputFiles.toSorted((a, b) => b.path.length - a.path.length);
  return { text: text?.text ?? "", sourceMap: sourceMap?.text ?? "" };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function isReference(module: object): module is ReferenceModule {
  return "createMaster" in module && "createWorker" in module;
}
