// The fields of one decoded block, each checked by itself, in the order in which they came: the first
// fault counts. Crumbs of Cookie become one line, the lines of Content-Length as well. What the fields
// of a head mean together is decided by those who read requests and responses.

import { type LengthFact, lengthOf, sameLength } from "../../http1/content-length.ts";
import type { HttpField } from "../../http1/field.ts";
import { isTrailer } from "../../http1/trailer.ts";
import type { FieldList } from "../hpack/field-list.ts";
import { nameFault, valueFault } from "./field-syntax.ts";
import type { MalformedRule } from "./malformed.ts";
import { PseudoFields, type Section } from "./pseudo-fields.ts";

const NOWHERE = -1;
const COLON = 0x3a;

export class BlockReader {
  readonly pseudo: PseudoFields = new PseudoFields();
  readonly fields: HttpField[] = [];
  hosts = 0;
  host = "";
  length: LengthFact;
  isContinueExpected = false;
  readonly #section: Section;
  #lengthAt = NOWHERE;
  #cookieAt = NOWHERE;
  #hasRegular = false;

  constructor(section: Section) {
    this.#section = section;
  }

  read(list: FieldList): MalformedRule | undefined {
    for (let index = 0; index < list.count; index += 1) {
      const name = list.name(index);
      const value = list.value(index);
      const fault =
        valueFault(value) ??
        (name.charCodeAt(0) === COLON
          ? this.#pseudo(name, value)
          : this.#regular(name, value, list.isNeverIndexed(index)));
      if (fault !== undefined) return fault;
    }
    return typeof this.length === "string" ? "content-length-invalid" : undefined;
  }

  /** The one Content-Length is one that counts, or says nothing that could be forwarded. */
  dropLength(): void {
    if (this.#lengthAt !== NOWHERE) this.fields.splice(this.#lengthAt, 1);
    this.length = undefined;
  }

  #pseudo(name: string, value: string): MalformedRule | undefined {
    // "before all regular field lines"; in trailers there is no right place.
    if (this.#hasRegular && this.#section !== "trailers") return "pseudo-late";
    return this.pseudo.note(this.#section, name, value);
  }

  #regular(name: string, value: string, isNeverIndexed: boolean): MalformedRule | undefined {
    const fault = nameFault(name);
    if (fault !== undefined) return fault;
    this.#hasRegular = true;
    switch (name) {
      case "connection":
      case "proxy-connection":
      case "keep-alive":
      case "transfer-encoding":
      case "upgrade":
        return "connection-field";
      case "te":
        return this.#te(name, value, isNeverIndexed);
      default:
    }
    if (this.#section === "trailers") {
      if (isTrailer(name)) this.#add(name, value, isNeverIndexed);
      return undefined;
    }
    if (name === "content-length") this.#contentLength(value);
    else if (this.#section === "response") this.#add(name, value, isNeverIndexed);
    else this.#ofRequest(name, value, isNeverIndexed);
    return undefined;
  }

  #te(name: string, value: string, isNeverIndexed: boolean): MalformedRule | undefined {
    if (this.#section === "response" || value.toLowerCase() !== "trailers") return "te";
    if (this.#section === "request") this.#add(name, value, isNeverIndexed);
    return undefined;
  }

  #ofRequest(name: string, value: string, isNeverIndexed: boolean): void {
    switch (name) {
      case "host":
        this.hosts += 1;
        this.host = value;
        return;
      case "cookie":
        this.#cookie(value, isNeverIndexed);
        return;
      case "expect":
        this.isContinueExpected = value.toLowerCase() === "100-continue";
        break;
      default:
    }
    this.#add(name, value, isNeverIndexed);
  }

  #contentLength(value: string): void {
    const length = lengthOf(value);
    if (this.#lengthAt === NOWHERE) {
      this.length = length;
      this.#lengthAt = this.fields.length;
      this.fields.push({ name: "content-length", value: String(length) });
    } else {
      this.length = sameLength(this.length, length);
    }
  }

  /** §8.2.3: joined with "; ". Crumbs of nothing would leave whitespace at an end. */
  #cookie(value: string, isNeverIndexed: boolean): void {
    const before = this.fields[this.#cookieAt];
    if (before === undefined) {
      this.#cookieAt = this.fields.length;
      this.#add("cookie", value, isNeverIndexed);
      return;
    }
    const joined = before.value === "" || value === "" ? "" : "; ";
    this.fields[this.#cookieAt] = field(
      "cookie",
      before.value + joined + value,
      isNeverIndexed || before.isNeverIndexed === true,
    );
  }

  #add(name: string, value: string, isNeverIndexed: boolean): void {
    this.fields.push(field(name, value, isNeverIndexed));
  }
}

function field(name: string, value: string, isNeverIndexed: boolean): HttpField {
  return isNeverIndexed ? { name, value, isNeverIndexed } : { name, value };
}
