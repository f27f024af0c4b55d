// The description of a live target: how it is launched or where it runs already, and what it promises.
// A wrong description is one error with file, line and column.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { parse, TomlError } from "smol-toml";
import { defaultLeaseConstants, type LeaseConstants, microsPerSecond } from "../model/constants.ts";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";

export interface LaunchDescription {
  /** With `{config}`, `{socket}` and `{folder}` replaced in each word. */
  readonly command: readonly string[];
  readonly readySeconds: number;
}

export interface LiveDescription {
  /** As it was named on the command line. */
  readonly target: string;
  readonly name: string;
  /** Relative paths of the command begin here. */
  readonly folder: string;
  readonly launch: LaunchDescription;
  readonly constants: LeaseConstants;
  /** How late anything may be on a real clock. */
  readonly slackMicros: number;
}

/** As it stands in the file, in the file's own words. */
interface Written {
  readonly name: string;
  readonly launch: { readonly command: readonly string[]; readonly ready_seconds?: number };
  readonly elections?: {
    readonly expiry?: "exact" | "janitor";
    readonly janitor_seconds?: number;
    readonly takeover?: "keeps" | "installs";
    readonly master_leases?: boolean;
  };
  readonly limits?: { readonly slack_seconds?: number };
}

const readySecondsDefault = 30;
const janitorSecondsDefault = 5;
const slackSecondsDefault = 1;

/** @throws UsageError */
export function readLiveDescription(path: string): LiveDescription {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `cannot read the target description ${path}: ${why}; \`kakehi init target\` writes one`,
    );
  }
  return descriptionOf(writtenIn(text, path), path);
}

function writtenIn(text: string, path: string): Written {
  const value = tomlIn(text, path);
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "target.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null)
    throw new Error("the target schema is no object");
  const validate = new Ajv2020().compile<Written>(schema);
  if (validate(value)) return value;
  throw new UsageError(`${path}: ${faultText(validate.errors?.[0])}`);
}

function tomlIn(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split("\n");
    throw new UsageError(`${path}:${error.line}:${error.column}: ${reason ?? "is no TOML"}`);
  }
}

function faultText(fault: ErrorObject | undefined): string {
  if (fault === undefined) return "is no target";
  const extra: unknown = fault.params["additionalProperty"];
  const named = typeof extra === "string" ? ` (${extra})` : "";
  return `${fault.instancePath} ${fault.message ?? ""}${named}`.trim();
}

function descriptionOf(
  { name, launch, elections, limits }: Written,
  path: string,
): LiveDescription {
  const janitorSeconds = elections?.janitor_seconds ?? janitorSecondsDefault;
  return {
    target: `live:${path}`,
    name,
    folder: dirname(resolve(path)),
    launch: {
      command: launch.command,
      readySeconds: launch.ready_seconds ?? readySecondsDefault,
    },
    constants: {
      ...defaultLeaseConstants,
      expiry:
        elections?.expiry === "janitor"
          ? { kind: "janitor", periodMicros: janitorSeconds * microsPerSecond }
          : { kind: "exact" },
      takeover: elections?.takeover ?? defaultLeaseConstants.takeover,
      masterLeases: elections?.master_leases ?? defaultLeaseConstants.masterLeases,
    },
    slackMicros: (limits?.slack_seconds ?? slackSecondsDefault) * microsPerSecond,
  };
}
