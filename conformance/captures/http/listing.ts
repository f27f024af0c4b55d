// The two lists that people keep beside the captures of HTTP, as YAML: what is not replayed, and which
// differences are expected, with the rule that makes each right. A list with a mistake in it is refused
// with its place, never read half.

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { fixturePath } from "../../package-root.ts";
import { findRule } from "../../rules/registry.ts";
import { UsageError } from "../../usage-error.ts";

export interface HttpDifference {
  /** Either the rule that makes it right, … */
  readonly rule?: string;
  /** … or what is no part of the reference, or of the contract. */
  readonly excluded?: string;
  readonly because: string;
  /** `<capture> <connection>`, or `<capture> requests`. */
  readonly at: readonly string[];
}

export interface HttpNotReplayable {
  readonly because: string;
  readonly captures: readonly string[];
}

export interface HttpListing {
  readonly differences: readonly HttpDifference[];
  readonly notReplayable: readonly HttpNotReplayable[];
}

/** @throws UsageError where the list is none, or names a rule that does not exist, or anything twice. */
export function parseHttpListing(file: string, text: string): HttpListing {
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "http-captures.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null) throw new Error("the schema is no object");
  const validate = new Ajv2020({ allowUnionTypes: true }).compile<HttpListing>(schema);
  const value: unknown = parse(text);
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    throw new UsageError(`${file}: ${error?.instancePath ?? ""} ${error?.message ?? "is no list"}`);
  }
  for (const { rule } of value.differences) {
    if (rule !== undefined && findRule(rule) === undefined) {
      throw new UsageError(`${file}: there is no rule ${rule}`);
    }
  }
  refuseTwice(
    file,
    value.differences.flatMap(({ at }) => at),
  );
  refuseTwice(
    file,
    value.notReplayable.flatMap(({ captures }) => captures),
  );
  return value;
}

function refuseTwice(file: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new UsageError(`${file}: ${twice} is listed twice`);
}
