// Reads one JSON object against a table of fields: every field known, every value of its type.
// It knows the shapes the boot configurations need and no others.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { ConfigError } from "./config-error.ts";

/** The object behind the bytes. Throws ConfigError. */
export function parseObject(bytes: Uint8Array, known: readonly string[]): Fields {
  return new Fields(parseJson(bytes), known, "");
}

export function encodeObject(value: object): Uint8Array {
  return getTextEncoding().encodeUtf8(JSON.stringify(value));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(getTextEncoding().decodeUtf8(bytes, true));
  } catch {
    throw new ConfigError("config-syntax", "the boot configuration is not JSON");
  }
}

export class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #path: string;

  constructor(value: unknown, known: readonly string[], path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ConfigError(
        "config-value",
        `${path === "" ? "the configuration" : path}: no object`,
      );
    }
    this.#path = path;
    this.#values = new Map(Object.entries(value));
    for (const key of this.#values.keys()) {
      if (!known.includes(key)) throw new ConfigError("config-key", `${path}${key}: unknown key`);
    }
  }

  has(key: string): boolean {
    return this.#values.get(key) !== undefined;
  }

  text(key: string): string {
    const value = this.#values.get(key);
    return typeof value === "string" ? value : this.#refuse(key, "a string");
  }

  flag(key: string): boolean {
    const value = this.#values.get(key);
    return typeof value === "boolean" ? value : this.#refuse(key, "a boolean");
  }

  /** An integer with `min <= value <= max`. */
  integer(key: string, min: number, max: number): number {
    const value = this.#values.get(key);
    return isIntegerWithin(value, min, max)
      ? value
      : this.#refuse(key, `an integer from ${min} to ${max}`);
  }

  integers(key: string, min: number, max: number): readonly number[] {
    const value: unknown = this.#values.get(key);
    return isListOf(value, (item) => isIntegerWithin(item, min, max))
      ? value
      : this.#refuse(key, `a list of integers from ${min} to ${max}`);
  }

  texts(key: string): readonly string[] {
    const value: unknown = this.#values.get(key);
    return isListOf(value, (item): item is string => typeof item === "string")
      ? value
      : this.#refuse(key, "a list of strings");
  }

  object(key: string, known: readonly string[]): Fields {
    return new Fields(this.#values.get(key), known, `${this.#path}${key}.`);
  }

  #refuse(key: string, wanted: string): never {
    throw new ConfigError("config-value", `${this.#path}${key}: ${wanted} is wanted`);
  }
}

function isIntegerWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

function isListOf<Item>(
  value: unknown,
  isItem: (item: unknown) => item is Item,
): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}
