// What is wrong with a description of a target, in the words of its file, and what to do about it.
import type { ErrorObject } from "ajv/dist/2020.js";

/** Ajv tells of the alternatives one by one before it says that none or both of them fit. */
export function targetFault(faults: readonly ErrorObject[], value: unknown): string {
  const [first] = faults;
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const ways = ["launch", "attach"].filter((way) => names.includes(way));
  if (faults.some(({ keyword }) => keyword === "oneOf") && ways.length !== 1) {
    const has = ways.length === 0 ? "neither [launch] nor" : "both [launch] and";
    return `it has ${has} [attach]; write one of the two`;
  }
  return first === undefined ? "it is no description of a target" : faultText(first);
}

function faultText({ keyword, instancePath, params, message = "is wrong" }: ErrorObject): string {
  const place = placeOf(instancePath);
  if (keyword === "required") {
    return `${place} lacks the key ${String(params["missingProperty"])}; add it`;
  }
  if (keyword === "additionalProperties") {
    return `${place} has no key ${String(params["additionalProperty"])}; remove it, or see \`kakehi init target\` for those there are`;
  }
  const allowed: unknown = params["allowedValues"];
  if (Array.isArray(allowed)) {
    return `${place} must be ${allowed.map((one) => JSON.stringify(one)).join(" or ")}`;
  }
  return `${place} ${message}`;
}

/** `/launch/command/0` is `[launch] command 0`. */
function placeOf(path: string): string {
  const [table, ...keys] = path.split("/").slice(1);
  if (table === undefined) return "the description";
  return [keys.length === 0 && table === "name" ? table : `[${table}]`, ...keys].join(" ");
}
