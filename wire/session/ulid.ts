// ULID text of a 128-bit number: 26 symbols of Crockford's base 32, most significant first. It
// draws no randomness and reads no clock; whoever makes an id does.

import { SESSION_ID_BITS, ULID_SYMBOLS } from "../bounds.ts";
import { WireMisuseError } from "../misuse.ts";

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const FIRST_SYMBOL_MAX = 7;
const NOT_A_SYMBOL = 0xff;

// I and L read as 1 and O as 0, in either case; U is no symbol.
const VALUES: Readonly<Uint8Array> = symbolValues();

/** 26 upper-case symbols. Throws `session-id-range` outside 0 .. 2^128 - 1. */
export function formatUlid(value: bigint): string {
  if (BigInt.asUintN(SESSION_ID_BITS, value) !== value) {
    throw new WireMisuseError(
      "session-id-range",
      `${String(value)} is not an unsigned 128-bit number`,
    );
  }
  let text = "";
  for (let rest = value; text.length < ULID_SYMBOLS; rest >>= 5n) {
    text = SYMBOLS.charAt(Number(rest & 31n)) + text;
  }
  return text;
}

/**
 * The same of its parts, without a big integer: 48 bits of milliseconds, then draws of 16, 32 and 32
 * bits. Numbers hold forty bits, eight symbols, exactly.
 */
export function ulidOf(milliseconds: number, draws: readonly [number, number, number]): string {
  const [high, middle, low] = draws;
  const upper = (high & 0xffff) * 0x100_0000 + (middle >>> 8);
  const lower = (middle & 0xff) * 0x1_0000_0000 + (low >>> 0);
  return symbols(milliseconds, 10) + symbols(upper, 8) + symbols(lower, 8);
}

/** Ten bits as two symbols: half as many texts are put together. */
const PAIRS: readonly string[] = Array.from(
  { length: 1024 },
  (_none, value) => SYMBOLS.charAt(value >>> 5) + SYMBOLS.charAt(value & 31),
);

/** `count` is even. */
function symbols(value: number, count: number): string {
  let text = "";
  let rest = value;
  for (let place = 0; place < count; place += 2) {
    const above = Math.floor(rest / 1024);
    text = PAIRS[rest - above * 1024]! + text;
    rest = above;
  }
  return text;
}

/** The number, or undefined for anything that is not 26 symbols with a first one of at most 7. */
export function parseUlid(text: string): bigint | undefined {
  if (text.length !== ULID_SYMBOLS || valueAt(text, 0) > FIRST_SYMBOL_MAX) return undefined;
  // Ten symbols are 50 bits, which a number holds exactly; a big integer per symbol costs far more.
  const high = symbolsAt(text, 0, 6);
  const middle = symbolsAt(text, 6, 16);
  const low = symbolsAt(text, 16, ULID_SYMBOLS);
  if (high < 0 || middle < 0 || low < 0) return undefined;
  return (BigInt(high) << 100n) | (BigInt(middle) << 50n) | BigInt(low);
}

/** Negative where one of them is no symbol. */
function symbolsAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const symbol = valueAt(text, at);
    if (symbol === NOT_A_SYMBOL) return -1;
    value = value * 32 + symbol;
  }
  return value;
}

function valueAt(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] ?? NOT_A_SYMBOL;
}

function symbolValues(): Uint8Array {
  const values = new Uint8Array(128).fill(NOT_A_SYMBOL);
  const set = (symbol: string, value: number): void => {
    values[symbol.charCodeAt(0)] = value;
    values[symbol.toLowerCase().charCodeAt(0)] = value;
  };
  for (let value = 0; value < SYMBOLS.length; value += 1) set(SYMBOLS.charAt(value), value);
  set("I", 1);
  set("L", 1);
  set("O", 0);
  return values;
}
