// The cases on disk: every scenario below `fixtures/scenarios`, and in `fixtures/regressions` what once
// went wrong, checked against the schema. A file that does not keep it is a usage error that says
// where, never a case that silently is not.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { Scenario } from "../../sim/index.ts";
import { packageRoot, fixturePath } from "../package-root.ts";
import { findRule } from "../rules/registry.ts";
import { UsageError } from "../usage-error.ts";

export interface Case {
  readonly scenario: Scenario;
  /** Relative to the package. */
  readonly file: string;
}

/** @throws UsageError when a file is no valid scenario, or two share an id. */
export function loadCases(...folders: readonly string[]): readonly Case[] {
  const validate = compileSchema();
  const cases = (folders.length === 0 ? caseFolders() : folders)
    .flatMap(scenarioPaths)
    .map((path) => readCase(path, validate));
  const seen = new Map<string, string>();
  for (const { scenario, file } of cases) {
    const other = seen.get(scenario.id);
    if (other !== undefined)
      throw new UsageError(`${file} and ${other} have the same id ${scenario.id}`);
    seen.set(scenario.id, file);
  }
  return cases;
}

function caseFolders(): readonly string[] {
  return [fixturePath("scenarios"), fixturePath("regressions")];
}

function scenarioPaths(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name));
}

/** Reads one scenario from anywhere. */
export function loadCase(path: string): Case {
  return readCase(path, compileSchema());
}

function compileSchema(): ValidateFunction<Scenario> {
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "scenario.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null)
    throw new Error("the scenario schema is no object");
  // Every command waits for this: that the schema itself is one, and strictly, is left to its test.
  const ajv = new Ajv2020({ validateSchema: false, strict: false, code: { optimize: false } });
  return ajv.compile<Scenario>(schema);
}

function readCase(path: string, validate: ValidateFunction<Scenario>): Case {
  const file = relative(packageRoot, path);
  const scenario = parse(path, file);
  if (!validate(scenario)) throw new UsageError(`${file}: ${schemaFault(validate.errors?.[0])}`);
  if (`${scenario.id}.json` !== basename(path)) {
    throw new UsageError(`${file}: the id ${scenario.id} is not the name of the file`);
  }
  const named = [...scenario.rules, ...scenario.expect.map(({ rule }) => rule)];
  if (scenario.twin !== undefined) named.push(scenario.twin.rule);
  const unknown = named.find((rule) => findRule(rule) === undefined);
  if (unknown !== undefined) throw new UsageError(`${file}: there is no rule ${unknown}`);
  const astray = cellFault(scenario);
  if (astray !== undefined) throw new UsageError(`${file}: ${astray}`);
  return { scenario, file };
}

/** The rules of a case are those of its cells, no more and no less. */
function cellFault({ rules, cells }: Scenario): string | undefined {
  const ofCells = cells.map(ruleOfCell);
  const without = rules.find((rule) => !ofCells.includes(rule));
  if (without !== undefined) return `no cell says what it does to ${without}`;
  const unnamed = ofCells.find((rule) => !rules.includes(rule));
  return unnamed === undefined ? undefined : `a cell names ${unnamed}, which "rules" does not`;
}

/** `LEASE-CAP` of `LEASE-CAP/65th-id`. */
function ruleOfCell(cell: string): string {
  return cell.slice(0, cell.indexOf("/"));
}

function parse(path: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The first difference as a JSON pointer and a sentence. */
function schemaFault(error: ErrorObject | undefined): string {
  if (error === undefined) return "not a scenario";
  const place = error.instancePath === "" ? "/" : error.instancePath;
  const extra: unknown = error.params["additionalProperty"] ?? error.params["allowedValues"];
  const detail = extra === undefined ? "" : ` (${JSON.stringify(extra)})`;
  return `${place} ${error.message ?? "is not allowed"}${detail}`;
}
