import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Imports, unaffectedBy } from "./unaffected.ts";
import { importsOfReference } from "./load.ts";

const modules = ["a", "b", "c", "d", "e", "f"] as const;
const some = fc.uniqueArray(fc.constantFrom(...modules));

/** Whether one can come from the one module to the other by what is imported. */
function comesTo(
  from: string,
  to: string,
  imports: Imports,
  seen: readonly string[] = [],
): boolean {
  const further = seen.includes(from) ? [] : (imports.get(from) ?? []);
  return from === to || further.some((next) => comesTo(next, to, imports, [...seen, from]));
}

describe("what no edit comes near", () => {
  it("are the modules from which nothing that was edited is imported, in circles too", () => {
    const anyImports = fc
      .tuple(...modules.map(() => some))
      .map((imported) => new Map(modules.map((path, at) => [path as string, imported[at] ?? []])));
    fc.assert(
      fc.property(anyImports, some, (imports, edited) => {
        const meant = modules.filter(
          (path) => !edited.some((file) => comesTo(path, file, imports)),
        );
        expect([...unaffectedBy(new Set(edited), imports)].sort()).toEqual(meant);
      }),
    );
  });

  it("is all of the reference without an edit, and of an edited codec nothing that uses it", async () => {
    const imports = await importsOfReference();
    expect(unaffectedBy(new Set(), imports).size).toBe(imports.size);
    const left = unaffectedBy(new Set(["wire/http2/hpack/huffman.ts"]), imports);
    expect(left).toContain("wire/http1/text.ts");
    expect(left).not.toContain("wire/index.ts");
    expect(left).not.toContain("reference/index.ts");
  });
});
