// Texts of the configuration that end up in a header: none of them may end a line or begin another.

import { refuse } from "./refusal.ts";

/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;

/** RFC 9110 §5.5, without what is above ASCII: nobody agrees on what it means. */
const value = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/u;

export function isFieldName(text: string): boolean {
  return token.test(text);
}

/** Throws Refusal. */
export function checkedFieldValue(what: string, text: string): string {
  if (!value.test(text)) refuse(`${what} holds a character that no header field has`);
  return text;
}
