// The dynamic table (RFC 7541 §2.3.2, §4): entries in the order of their insertion, in a ring that
// grows with its use. Each entry has a number that it keeps; the newest has the highest.

import { HPACK_ENTRY_OVERHEAD_BYTES } from "../bounds.ts";

const SLOTS_INITIAL = 16;

/** RFC 7541 §4.1; texts have one unit per octet. */
export function entryBytes(nameOctets: number, valueOctets: number): number {
  return nameOctets + valueOctets + HPACK_ENTRY_OVERHEAD_BYTES;
}

export class DynamicTable {
  #names: string[] = new Array<string>(SLOTS_INITIAL).fill("");
  #values: string[] = new Array<string>(SLOTS_INITIAL).fill("");
  #mask = SLOTS_INITIAL - 1;
  #oldest = 0;
  #next = 0;
  #bytes = 0;
  #bytesMax: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get count(): number {
    return this.#next - this.#oldest;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get bytesMax(): number {
    return this.#bytesMax;
  }

  /** The number of the oldest entry, and of the one to come. */
  get oldest(): number {
    return this.#oldest;
  }

  get next(): number {
    return this.#next;
  }

  nameOf(entry: number): string {
    return this.#names[entry & this.#mask]!;
  }

  valueOf(entry: number): string {
    return this.#values[entry & this.#mask]!;
  }

  /** RFC 7541 §4.3: whatever no longer fits leaves at once. */
  resize(bytesMax: number): void {
    this.#bytesMax = bytesMax;
    while (this.#bytes > bytesMax) this.dropOldest();
  }

  /** RFC 7541 §4.4: an entry larger than the table empties it, and is not an error. */
  insert(name: string, value: string): void {
    const bytes = entryBytes(name.length, value.length);
    if (bytes > this.#bytesMax) {
      this.empty();
      return;
    }
    while (this.#bytes + bytes > this.#bytesMax) this.dropOldest();
    if (this.count > this.#mask) this.#grow();
    const slot = this.#next & this.#mask;
    this.#names[slot] = name;
    this.#values[slot] = value;
    this.#next += 1;
    this.#bytes += bytes;
  }

  empty(): void {
    while (this.#oldest < this.#next) this.dropOldest();
  }

  protected dropOldest(): void {
    const slot = this.#oldest & this.#mask;
    this.#bytes -= entryBytes(this.#names[slot]!.length, this.#values[slot]!.length);
    // A text that nobody can name any more should not be kept.
    this.#names[slot] = "";
    this.#values[slot] = "";
    this.#oldest += 1;
  }

  #grow(): void {
    const slots = 2 * (this.#mask + 1);
    const names = new Array<string>(slots).fill("");
    const values = new Array<string>(slots).fill("");
    for (let entry = this.#oldest; entry < this.#next; entry += 1) {
      names[entry & (slots - 1)] = this.nameOf(entry);
      values[entry & (slots - 1)] = this.valueOf(entry);
    }
    this.#names = names;
    this.#values = values;
    this.#mask = slots - 1;
  }
}
