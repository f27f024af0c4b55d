// A planted defect: a few lines of the pristine reference replaced by wrong ones, and the rules that
// ought to notice. Data on disk; reading it is all that happens here.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fixturePath } from "../package-root.ts";
import { findRule } from "../rules/registry.ts";
import { UsageError } from "../usage-error.ts";

export interface Edit {
  /** Relative to the package, below `reference/` or `wire/`. */
  readonly file: string;
  /** Whole lines that stand exactly once in the file, without their indentation. */
  readonly find: readonly string[];
  readonly replace: readonly string[];
}

export interface Defect {
  readonly id: string;
  readonly title: string;
  /** Where it really happened, such as `A70` of the catalogue of faults. */
  readonly source: string;
  readonly edits: readonly Edit[];
  readonly expectedRules: readonly string[];
  /** The defect whose killing cases it shares, because outside nobody can tell the two apart. */
  readonly twinOf?: string;
}

const matrixFile = "matrix.json";

export function defectIds(folder: string = fixturePath("defects")): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && name !== matrixFile)
    .map((name) => basename(name, ".json"))
    .sort();
}

/** @throws UsageError for a file that is no defect. */
export function loadDefects(folder: string = fixturePath("defects")): readonly Defect[] {
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "defect.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null)
    throw new Error("the defect schema is no object");
  const validate = new Ajv2020().compile<Defect>(schema);
  return defectIds(folder).map((id) => {
    const name = `${id}.json`;
    const defect: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
    if (!validate(defect)) {
      const [error] = validate.errors ?? [];
      throw new UsageError(
        `${name}: ${error?.instancePath ?? "/"} ${error?.message ?? "is no defect"}`,
      );
    }
    if (defect.id !== id) throw new UsageError(`${name}: the id is ${defect.id}`);
    const unknown = defect.expectedRules.find((rule) => findRule(rule) === undefined);
    if (unknown !== undefined) throw new UsageError(`${name}: there is no rule ${unknown}`);
    return defect;
  });
}
