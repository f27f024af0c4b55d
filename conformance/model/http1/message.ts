// HTTP/1 as a checker cuts it: whole texts of one direction of one connection, one unit a byte. Nothing
// here is shared with the parsers of `wire/`.

export type FieldLine = readonly [name: string, value: string];

/**
 * What is wrong with a message.
 * - `refuse`: H1-SMUGGLING wants it refused.
 * - `refuse-coding`: the same, and 501 or 422 will do as well.
 * - `choose`: refused, or forwarded in proper form.
 */
export interface Flaw {
  readonly duty: "refuse" | "refuse-coding" | "choose";
  readonly why: string;
}

export interface Message {
  /** Of a request: method, target, version; of an answer: version, status, reason. */
  readonly start: readonly [string, string, string];
  readonly fields: readonly FieldLine[];
  readonly body: string;
  readonly isWhole: boolean;
  /** Where its first byte, its content and what follows stand in the text. */
  readonly from: number;
  readonly bodyFrom: number;
  readonly to: number;
}

export interface Cut {
  /** Well-formed, in their order; only the last one can be in part. */
  readonly messages: readonly Message[];
  /** In the message that follows them, or in the content of the last one. */
  readonly flaw: Flaw | undefined;
  /** The place of the message that has it, from 0, and the label that its head bears. */
  readonly flawedPlace: number;
  readonly flawedLabel: string | undefined;
  /** Its content by the coding, where its head is read that far. */
  readonly flawedBody: string | undefined;
  /** What was not cut: a head that is not over, what stands behind a flaw, a tunnel. */
  readonly rest: string;
}

const labelName = "x-kakehi";

export function valuesOf(fields: readonly FieldLine[], name: string): readonly string[] {
  const values: string[] = [];
  // A plain loop: every head is asked for half a dozen names.
  for (const [known, value] of fields) {
    if (known.length === name.length && known.toLowerCase() === name) values.push(value);
  }
  return values;
}

/** Members of a list, in lower case, empty ones left out. */
export function membersOf(fields: readonly FieldLine[], name: string): readonly string[] {
  return valuesOf(fields, name)
    .flatMap((value) => value.split(","))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== "");
}

/** Which exchange a message belongs to; empty where it does not say. */
export function labelOf({ fields }: Pick<Message, "fields">): string {
  return valuesOf(fields, labelName)[0] ?? "";
}
