// What a name and a value may consist of (RFC 9113 §8.2.1), one look at each unit.

import { byteClasses, CLASS_OF } from "../../http1/byte-class.ts";
import type { MalformedRule } from "./malformed.ts";

const NAME = 0;
const UPPER = 1;
const NO_NAME = 2;

/** A unit of a name: as it should be, a letter in upper case, or none of a token. */
const NAME_KIND: Readonly<Uint8Array> = Uint8Array.from(CLASS_OF, (column, byte) => {
  if (byte >= 0x41 && byte <= 0x5a) return UPPER;
  return column === byteClasses.token ? NAME : NO_NAME;
});

/** A unit of a value is a tab, a space, visible, or above ASCII. */
const IS_VALUE: Readonly<Uint8Array> = Uint8Array.from(CLASS_OF, (column) =>
  column >= byteClasses.space || column === byteClasses.tab ? 1 : 0,
);

/** Of a regular field: without the colon of a pseudo-field. */
export function nameFault(name: string): MalformedRule | undefined {
  let fault: MalformedRule | undefined = name.length === 0 ? "field-name" : undefined;
  for (let at = 0; at < name.length; at += 1) {
    const kind = NAME_KIND[name.charCodeAt(at)];
    if (kind === NAME) continue;
    if (kind !== UPPER) return "field-name";
    fault = "field-name-case";
  }
  return fault;
}

export function valueFault(value: string): MalformedRule | undefined {
  const { length } = value;
  for (let at = 0; at < length; at += 1) {
    if (IS_VALUE[value.charCodeAt(at)] !== 1) return "field-value";
  }
  if (length === 0) return undefined;
  const isPadded = isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(length - 1));
  return isPadded ? "field-value-padded" : undefined;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** What a request target of HTTP/1 may consist of: visible ASCII, without a fragment. */
export function isTargetText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit <= 0x20 || unit >= 0x7f || unit === 0x23) return false;
  }
  return text.length > 0;
}
