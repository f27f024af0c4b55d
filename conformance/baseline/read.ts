// A baseline file, read with the places of everything in it, so that each problem can be pointed at and the
// file be edited in place. Only its form is judged here: whether its rules and cases exist is lint.ts.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { type EntryStatus } from "../../reports/index.ts";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { type Baseline, type Entry, type Problem, type When } from "./baseline.ts";
import { bounds } from "./bounds.ts";

/** As it stands in the file. */
interface Written {
  readonly version: 1;
  readonly suite?: string;
  readonly implementation?: string;
  readonly seeds?: number;
  readonly entries: readonly WrittenEntry[] | null;
}

interface WrittenEntry {
  readonly rule: string;
  readonly case: string | readonly string[];
  readonly status: EntryStatus;
  readonly match?: string | readonly string[];
  readonly reason: string | null;
  readonly issue?: string;
  readonly expires?: string;
  readonly when?: When;
  readonly max?: number;
}

export type ReadBaseline =
  | { readonly kind: "read"; readonly baseline: Baseline; readonly document: Document.Parsed }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

export interface BaselineText {
  readonly file: string;
  readonly text: string;
  /** SHA-256 of its bytes. */
  readonly hash: string;
}

/** @throws UsageError for a file that cannot be read. */
export function baselineText(file: string): BaselineText {
  const bytes = bytesOf(file);
  if (bytes.length > bounds.fileBytes) {
    throw new UsageError(`${file} is larger than ${bounds.fileBytes} bytes; no baseline is`);
  }
  const hash = createHash("sha256").update(bytes).digest("hex");
  return { file, text: bytes.toString("utf8"), hash };
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `cannot read the baseline ${file}: ${why}; an empty one is "version: 1" and "entries: []"`,
    );
  }
}

export function readBaseline(text: string): ReadBaseline {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const faults = [...document.errors, ...document.warnings].map(({ pos, message }): Problem => {
    const [reason = "is no YAML"] = message.split(/ at line | in line |\n/);
    return { ...placeAt(lines, pos[0]), message: reason };
  });
  if (faults.length > 0) return { kind: "refused", problems: faults };
  const value = plainValue(document);
  if ("fault" in value) {
    return { kind: "refused", problems: [{ line: 1, column: 1, message: value.fault }] };
  }
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile<Written>(
    schema(),
  );
  if (!validate(value.plain)) {
    const problems = told(validate.errors ?? []).map((error): Problem => {
      return { ...placeOf(document, lines, pathOf(error)), message: faultText(error) };
    });
    return { kind: "refused", problems };
  }
  const { suite, implementation, seeds, entries } = value.plain;
  return {
    kind: "read",
    document,
    baseline: {
      suite,
      implementation,
      seeds,
      entries: (entries ?? []).map((entry, index) => {
        return entryOf(entry, placeOf(document, lines, ["entries", index]).line);
      }),
    },
  };
}

/** Aliases that would grow without bound are refused while they are resolved. */
function plainValue(
  document: Document.Parsed,
): { readonly plain: unknown } | { readonly fault: string } {
  try {
    return { plain: document.toJS() };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function schema(): object {
  const value: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "baseline.schema.json"), "utf8"),
  );
  if (typeof value !== "object" || value === null) {
    throw new Error("the baseline schema is no object");
  }
  return value;
}

function entryOf(written: WrittenEntry, line: number): Entry {
  const { match = "any", reason, issue, expires, when, max, rule, status } = written;
  const listed = listOf(match);
  return {
    line,
    rule,
    cases: listOf(written.case),
    status,
    match: listed.includes("any") ? "any" : listed,
    reason: (reason ?? "").trim(),
    issue,
    expires,
    when,
    max,
  };
}

function listOf(written: string | readonly string[]): readonly string[] {
  return typeof written === "string" ? [written] : written;
}

/** What follows from another fault, or repeats it, is left out. */
function told(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const own = errors.filter(({ keyword }) => keyword !== "if" && keyword !== "oneOf");
  const places = new Set<string>();
  return own.filter((error) => {
    const place = error.instancePath + (error.keyword === "required" ? faultText(error) : "");
    return places.size !== places.add(place).size;
  });
}

function pathOf({ instancePath, params }: ErrorObject): readonly (string | number)[] {
  const extra: unknown = params["additionalProperty"];
  const parts = instancePath.split("/").slice(1);
  const path = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return typeof extra === "string" ? [...path, extra] : path;
}

function faultText({ instancePath, message = "is not allowed", params }: ErrorObject): string {
  const extra: unknown = params["additionalProperty"];
  const allowed: unknown = params["allowedValues"] ?? params["allowedValue"];
  const name = instancePath.split("/").at(-1) ?? "";
  const subject = name === "" ? "the baseline" : /^\d+$/.test(name) ? "the entry" : name;
  if (typeof extra === "string") return `${subject} has no key ${extra}`;
  const list = allowed === undefined ? "" : `: ${JSON.stringify(allowed)}`;
  return `${subject} ${message}${list}`;
}

/** The nearest place that the file has of it. */
function placeOf(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly (string | number)[],
): Pick<Problem, "line" | "column"> {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return placeAt(lines, node.range[0]);
  }
  return { line: 1, column: 1 };
}

function placeAt(lines: LineCounter, offset: number): Pick<Problem, "line" | "column"> {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
