// Loads the reference with a defect in it: the pristine sources are bundled, and the files that the
// defect edits are patched on the way. Nothing is written to disk.
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build, type Plugin } from "esbuild";
import { packageRoot } from "../package-root.ts";
import { type ReferenceModule, referenceTarget } from "../targets/reference.ts";
import type { Target } from "../targets/target.ts";
import type { Defect } from "./defect.ts";
import { patched } from "./patch.ts";

/** @throws PatchError when the defect does not fit the sources. */
export async function loadDefective(defect: Defect): Promise<Target> {
  const text = await bundle(defect);
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  const module: unknown = await import(url);
  if (!isReference(module)) throw new Error(`${defect.id}: the patched reference lost its exports`);
  return referenceTarget(module, `reference:${defect.id}`);
}

async function bundle(defect: Defect): Promise<string> {
  const files = new Set(defect.edits.map((edit) => edit.file));
  const applied = new Set<string>();
  const plugin: Plugin = {
    name: "defect",
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(packageRoot, path).split(sep).join("/");
        if (!files.has(file)) return undefined;
        applied.add(file);
        const edits = defect.edits.filter((edit) => edit.file === file);
        return { contents: patched(file, readFileSync(path, "utf8"), edits), loader: "ts" };
      });
    },
  };
  const result = await build({
    entryPoints: [join(packageRoot, "reference", "index.ts")],
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
    throw new Error(`${defect.id}: ${missed.join(", ")} is not part of the reference`);
  return result.outputFiles[0]?.text ?? "";
}

function isReference(module: unknown): module is ReferenceModule {
  return (
    typeof module === "object" &&
    module !== null &&
    "createMaster" in module &&
    "createWorker" in module
  );
}
