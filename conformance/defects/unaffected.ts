// Which modules of a bundle no edit comes near: what they import, directly or not, is as it was. They
// need not be planted again with each defect, so all planted references import the same ones, which the
// engine has compiled by then.
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Metafile } from "esbuild";
import { packageRoot } from "../package-root.ts";

/** What each module imports, by their paths from the package on. */
export type Imports = ReadonlyMap<string, readonly string[]>;

export async function importsOf(entryPath: string): Promise<Imports> {
  const { metafile } = await build({
    entryPoints: [join(packageRoot, entryPath)],
    bundle: true,
    format: "esm",
    packages: "external",
    platform: "node",
    absWorkingDir: packageRoot,
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return importsIn(metafile);
}

function importsIn({ inputs }: Metafile): Imports {
  const own = Object.entries(inputs).map(([path, { imports }]) => {
    const within = imports.filter(({ external }) => external !== true);
    return [path, within.map((one) => one.path)] as const;
  });
  return new Map(own);
}

/** All modules but the edited ones and those that import one of them, directly or not. */
export function unaffectedBy(edited: ReadonlySet<string>, imports: Imports): ReadonlySet<string> {
  const affected = new Set(edited);
  for (let before = -1; before !== affected.size;) {
    before = affected.size;
    for (const [path, imported] of imports) {
      if (imported.some((one) => affected.has(one))) affected.add(path);
    }
  }
  return new Set([...imports.keys()].filter((path) => !affected.has(path)));
}

/** The path of a module from the package on, whatever system this is. */
export function fromPackage(path: string): string {
  return relative(packageRoot, path).split(sep).join("/");
}

/** Where a module of the sources stands when it is built. */
export function builtUrl(path: string): string {
  return pathToFileURL(join(packageRoot, "dist", path.replace(/\.ts$/, ".js"))).href;
}
