// The fields of one section, in order, as texts of one unit per octet. A list is used again: what
// `clear` leaves behind is overwritten.

import { entryBytes } from "./dynamic-table.ts";

export class FieldList {
  readonly #names: string[] = [];
  readonly #values: string[] = [];
  readonly #neverIndexed: boolean[] = [];
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  /** RFC 9113 §6.5.2: names and values and 32 octets for each field. */
  get bytes(): number {
    return this.#bytes;
  }

  name(index: number): string {
    return this.#names[index]!;
  }

  value(index: number): string {
    return this.#values[index]!;
  }

  /** RFC 7541 §7.1.3: an intermediary keeps a never-indexed field never indexed. */
  isNeverIndexed(index: number): boolean {
    return this.#neverIndexed[index]!;
  }

  add(name: string, value: string, isNeverIndexed = false): void {
    this.#names[this.#count] = name;
    this.#values[this.#count] = value;
    this.#neverIndexed[this.#count] = isNeverIndexed;
    this.#count += 1;
    this.#bytes += entryBytes(name.length, value.length);
  }

  clear(): void {
    this.#count = 0;
    this.#bytes = 0;
  }
}
