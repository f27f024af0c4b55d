// Reads one TOML table, key by key, each value checked where it is read. What nobody read by the
// end is an unknown key and a warning. It deliberately knows no key by name.

import type { Path } from "./key-positions.ts";

/** A value that cannot stand; becomes the one error of the configuration. */
export class ValueFault extends Error {
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

/** Takes a warning about the key at `path`. */
export type Warn = (path: Path, message: string) => void;

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function described(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  if (Array.isArray(value)) return "an array";
  return value instanceof Date ? "a date" : "a table";
}

export class TableReader {
  readonly path: Path;
  readonly #table: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  readonly #warn: Warn;

  constructor(value: unknown, path: Path, warn: Warn) {
    if (!isTable(value) || value instanceof Date) {
      throw new ValueFault(path, `a table is wanted, not ${described(value)}`);
    }
    this.#table = value;
    this.path = path;
    this.#warn = warn;
  }

  /** The key's value, or undefined when it is absent. */
  value(key: string): unknown {
    this.#read.add(key);
    return Object.hasOwn(this.#table, key) ? this.#table[key] : undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#table);
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === "string") return value;
    return this.refuse(key, `a string is wanted, not ${described(value)}`);
  }

  flag(key: string): boolean | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === "boolean") return value;
    return this.refuse(key, `true or false is wanted, not ${described(value)}`);
  }

  /** An integer with `min <= value <= max`. */
  integer(key: string, min: number, max: number): number | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return this.#integerAt([...this.path, key], key, value, [min, max]);
  }

  integers(key: string, min: number, max: number): readonly number[] | undefined {
    return this.#items(key)?.map((item, index) =>
      this.#integerAt([...this.path, key, index], key, item, [min, max]),
    );
  }

  texts(key: string): readonly string[] | undefined {
    return this.#items(key)?.map((item, index) => {
      if (typeof item === "string") return item;
      throw new ValueFault([...this.path, key, index], `${key}: strings are wanted`);
    });
  }

  /** One of the names of `choices`, in either case. */
  choice<Value>(key: string, choices: Readonly<Record<string, Value>>): Value | undefined {
    const name = this.text(key);
    if (name === undefined) return undefined;
    const choice = Object.entries(choices).find(([known]) => known === name.toLowerCase());
    const wanted = Object.keys(choices).join(", ");
    return choice === undefined
      ? this.refuse(key, `one of ${wanted} is wanted, not ${described(name)}`)
      : choice[1];
  }

  table(key: string): TableReader | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : this.#reader(value, [...this.path, key]);
  }

  tables(key: string): readonly TableReader[] {
    const items = this.#items(key) ?? [];
    return items.map((item, index) => this.#reader(item, [...this.path, key, index]));
  }

  /** `value`, or the error that `key` must be there. */
  required<Value>(key: string, value: Value | undefined): Value {
    if (value === undefined) throw new ValueFault(this.path, `${key} is missing`);
    return value;
  }

  refuse(key: string, message: string): never {
    throw new ValueFault([...this.path, key], `${key}: ${message}`);
  }

  warn(key: string, message: string): void {
    this.#warn([...this.path, key], message);
  }

  /** Warns of every key in `keys` that is there: valid, and without meaning here. */
  unused(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.value(key) !== undefined) this.warn(key, `${key} is not used here`);
    }
  }

  /** Warns of every key that nobody read. */
  finish(): void {
    for (const key of this.keys()) {
      if (!this.#read.has(key)) this.warn(key, `unknown key ${JSON.stringify(key)}`);
    }
  }

  #items(key: string): readonly unknown[] | undefined {
    const value = this.value(key);
    if (value === undefined || Array.isArray(value)) return value;
    return this.refuse(key, `an array is wanted, not ${described(value)}`);
  }

  #integerAt(path: Path, key: string, value: unknown, [min, max]: [number, number]): number {
    const isWanted = typeof value === "bigint" && value >= BigInt(min) && value <= BigInt(max);
    if (isWanted) return Number(value);
    throw new ValueFault(
      path,
      `${key}: an integer from ${min} to ${max} is wanted, not ${described(value)}`,
    );
  }

  #reader(value: unknown, path: Path): TableReader {
    return new TableReader(value, path, this.#warn);
  }
}
