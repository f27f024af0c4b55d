// A fault of the suite itself, planted by the same means as one of the reference, and the probes that
// ought to notice. Data on disk; reading it is all that happens here.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Edit } from "../../defects/defect.ts";
import { fixturePath } from "../../package-root.ts";
import { probes } from "./probes.ts";

export interface SuiteDefect {
  readonly id: string;
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly expectedProbes: readonly string[];
}

export function loadSuiteDefects(): readonly SuiteDefect[] {
  const folder = fixturePath("defects", "suite");
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "suite-defect.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null) throw new Error("the schema is no object");
  const validate = new Ajv2020().compile<SuiteDefect>(schema);
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const defect: unknown = JSON.parse(readFileSync(join(folder, name), "utf8"));
      if (!validate(defect)) {
        const [error] = validate.errors ?? [];
        throw new Error(
          `${name}: ${error?.instancePath ?? ""} ${error?.message ?? "is no defect"}`,
        );
      }
      if (`${defect.id}.json` !== name) throw new Error(`${name}: the id is ${defect.id}`);
      const unknown = defect.expectedProbes.find((id) => !probes.some((probe) => probe.id === id));
      if (unknown !== undefined) throw new Error(`${name}: there is no probe ${unknown}`);
      return defect;
    });
}
