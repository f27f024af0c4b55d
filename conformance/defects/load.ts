// Loads the reference with a defect in it: the pristine sources are bundled, and the files that the
// defect edits are patched on the way. Nothing is written to disk, and what no edit comes near is not
// bundled: all planted references have it in common.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildFailure, type BuildOptions, type Plugin } from "esbuild";
import { packageRoot } from "../package-root.ts";
import { requireBanner } from "../require-banner.ts";
import { type ReferenceModule, referenceTarget } from "../targets/reference.ts";
import type { Target } from "../targets/target.ts";
import { UsageError } from "../usage-error.ts";
import type { Defect, Edit } from "./defect.ts";
import { changedLines, changedLinesMax, patched } from "./patch.ts";
import { builtUrl, fromPackage, type Imports, importsOf, unaffectedBy } from "./unaffected.ts";

/**
 * Who plants many has looked up once what the modules of the reference import.
 * @throws UsageError when the defect does not fit the sources, or what it makes of them is no code.
 */
export async function withDefect(
  defect: Defect,
  imports: Promise<Imports> = importsOfReference(),
): Promise<Target> {
  if (changedLines(defect.edits) > changedLinesMax) {
    throw new UsageError(`${defect.id} changes more than ${changedLinesMax} lines`);
  }
  return patchedReference(defect.id, defect.edits, await imports);
}

/** @throws UsageError when an edit does not fit the sources, or what it makes of them is no code. */
export async function patchedReference(
  id: string,
  edits: readonly Edit[],
  imports: Imports,
): Promise<Target> {
  const shared = unaffectedBy(filesOf(edits), imports);
  return patchedTarget(id, await loadPatched(id, edits, referenceEntry, shared));
}

export function importsOfReference(): Promise<Imports> {
  return importsOf(referenceEntry.path);
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
 * The module at `entry`, and all that it imports, with the edits in it. Those that are shared are the
 * ones that everybody has.
 * @throws UsageError when an edit does not fit the sources, or what it makes of them is no code.
 */
export async function loadPatched(
  id: string,
  edits: readonly Edit[],
  entry: Entry,
  shared: ReadonlySet<string> = new Set(),
): Promise<object> {
  try {
    const { text } = await bundled(id, edits, entry, shared);
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

/**
 * The text of the module at `entry`, and of all that it imports, with the edits in it. Those that are
 * shared it imports from where they are built.
 */
export async function bundled(
  id: string,
  edits: readonly Edit[],
  entry: Entry,
  shared: ReadonlySet<string> = new Set(),
): Promise<Bundle> {
  const applied = new Set<string>();
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
    plugins: [sharing(shared), planting(edits, applied)],
  });
  const missed = [...filesOf(edits)].filter((file) => !applied.has(file));
  if (missed.length > 0)
    throw new UsageError(`${id}: ${missed.join(", ")} is not part of ${entry.path}`);
  const [text, sourceMap] = result.outputFiles.toSorted((a, b) => a.path.length - b.path.length);
  return { text: text?.text ?? "", sourceMap: sourceMap?.text ?? "" };
}

function filesOf(edits: readonly Edit[]): ReadonlySet<string> {
  return new Set(edits.map(({ file }) => file));
}

/** Edits the sources as they are read, and tells which it came by. */
function planting(edits: readonly Edit[], applied: Set<string>): Plugin {
  return {
    name: "defect",
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = fromPackage(path);
        const own = edits.filter((edit) => edit.file === file);
        if (own.length === 0) return undefined;
        applied.add(file);
        return { contents: patched(file, readFileSync(path, "utf8"), own), loader: "ts" };
      });
    },
  };
}

function sharing(shared: ReadonlySet<string>): Plugin {
  return {
    name: "shared",
    setup(bundler) {
      if (shared.size === 0) return;
      bundler.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const file = fromPackage(join(resolveDir, path));
        return shared.has(file) ? { path: builtUrl(file), external: true } : undefined;
      });
    },
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function isReference(module: object): module is ReferenceModule {
  return "createMaster" in module && "createWorker" in module;
}
