// The suite's own command as a target. Node takes several times as long to load the reference from its hundreds
// of modules as from a few, and a run launches it for every case: it is bundled when the run begins, so that it
// is what stands in `dist/` now.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { packageRoot } from "../package-root.ts";
import { requireBanner } from "../require-banner.ts";
import type { StrayRegister } from "./strays.ts";
import type { LiveDescription } from "./target-file.ts";

const place = "{kakehi}";

/** Lets `use` have the description with the path of that bundle for `{kakehi}`, and removes it after. */
export async function withOwnCommand<Result>(
  description: LiveDescription,
  register: StrayRegister,
  use: (description: LiveDescription) => Promise<Result>,
): Promise<Result> {
  const { by } = description;
  if (by.kind !== "launch" || !by.launch.command.some((word) => word.includes(place))) {
    return await use(description);
  }
  const folder = mkdtempSync(join(tmpdir(), "kakehi-command-"));
  // Whoever is killed before the end leaves it to the next start.
  register.expect("kakehi", folder);
  try {
    const main = await bundledIn(folder);
    const command = by.launch.command.map((word) => word.replaceAll(place, main));
    return await use({ ...description, by: { ...by, launch: { ...by.launch, command } } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    register.forget(folder);
  }
}

/** Said of what the plugin below asks for itself. */
const resolved = Symbol("resolved");

/** What brings machine code along is loaded from where it is installed. */
const native: Plugin = {
  name: "native",
  setup: (bundle) => {
    bundle.onResolve(
      { filter: /^(koffi|esbuild)$/ },
      async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === resolved) return undefined;
        const found = await bundle.resolve(path, { kind, resolveDir, pluginData: resolved });
        // An optional one that is not installed is missed by whoever asks for it, as ever.
        if (found.errors.length > 0) return { path, external: true };
        return { path: pathToFileURL(found.path).href, external: true };
      },
    );
  },
};

/** @returns the script of the command; what it loads later and what it launches lie beside it. */
async function bundledIn(folder: string): Promise<string> {
  const built = (...path: readonly string[]): string => join(packageRoot, "dist", ...path);
  await build({
    entryPoints: [
      built("conformance", "cli", "main.js"),
      built("reference", "node", "serve", "worker-process.js"),
    ],
    outdir: folder,
    entryNames: "[name]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    logLevel: "silent",
    plugins: [native],
    banner: requireBanner("import.meta.url"),
  });
  // It says that these are modules, and of which version of the suite.
  copyFileSync(join(packageRoot, "package.json"), join(folder, "package.json"));
  return join(folder, "main.js");
}
