// The fields of one payload, one after the other, as long as they are written in the plainest way. It
// checks nothing that a decoder would have to refuse: the first thing out of the ordinary makes the
// payload unusual, and then nothing that was read of it counts.
import { TextCache } from "../../wire/index.ts";

/** Longer texts, and numbers of more digits to the base of 128, are nothing usual. */
const textBytesMax = 128;
const digitsMax = 4;

const nothing = new Uint8Array(0);

/** One for all runs: nobody can tell, and to make one costs as much as a small run. */
const texts = new TextCache();

export class UsualFields {
  isUsual = true;
  private bytes: Uint8Array = nothing;
  private at = 0;

  open(payload: Uint8Array): void {
    this.bytes = payload;
    this.at = 0;
    this.isUsual = true;
  }

  /** Everything was usual, and there is no more. */
  get isWhole(): boolean {
    return this.isUsual && this.at === this.bytes.length;
  }

  isAt(place: number): boolean {
    return this.at === place;
  }

  isNext(tag: number): boolean {
    return this.bytes[this.at] === tag;
  }

  number(tag: number): number {
    if (!this.take(tag)) return this.odd();
    return this.varint();
  }

  optionalNumber(tag: number): number | undefined {
    return this.take(tag) ? this.varint() : undefined;
  }

  text(tag: number): string {
    if (this.take(tag)) return this.ascii();
    this.odd();
    return "";
  }

  optionalText(tag: number): string | undefined {
    return this.take(tag) ? this.ascii() : undefined;
  }

  /** A text that is one digit. */
  decimal(tag: number): number {
    const { bytes } = this;
    if (!this.take(tag) || this.varint() !== 1) return this.odd();
    const digit = (bytes[this.at] ?? 0) - 0x30;
    this.at++;
    return digit >= 0 && digit <= 9 ? digit : this.odd();
  }

  /** Into a field that is a message; returns where it ends. */
  enter(tag: number): number {
    if (!this.take(tag)) return this.odd();
    const bytes = this.varint();
    return this.at + bytes;
  }

  /** The same with a message that nothing follows. */
  enterLast(tag: number): void {
    if (this.enter(tag) !== this.bytes.length) this.odd();
  }

  /** The same, under a tag of two bytes. */
  enterLastWide(tag: number): void {
    if (!this.take(tag & 0xff)) this.odd();
    this.enterLast(tag >>> 8);
  }

  private take(tag: number): boolean {
    if (this.bytes[this.at] !== tag) return false;
    this.at++;
    return true;
  }

  private odd(): number {
    this.isUsual = false;
    return 0;
  }

  private varint(): number {
    const { bytes } = this;
    let value = 0;
    for (let digit = 0; digit < digitsMax; digit++) {
      const byte = bytes[this.at] ?? 0x80;
      this.at++;
      value |= (byte & 0x7f) << (7 * digit);
      if (byte < 0x80) return value;
    }
    return this.odd();
  }

  private ascii(): string {
    const bytes = this.varint();
    const start = this.at;
    const end = start + bytes;
    this.at = end;
    if (bytes <= textBytesMax && end <= this.bytes.length) {
      const text = texts.ascii(this.bytes, start, end);
      if (text !== undefined) return text;
    }
    this.odd();
    return "";
  }
}
