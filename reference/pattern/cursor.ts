// A place in the text of a pattern.

import { PatternFault } from "./tree.ts";

export class Cursor {
  readonly #source: string;
  #at: number;

  constructor(source: string, at: number) {
    this.#source = source;
    this.#at = at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  sees(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  skip(text: string): boolean {
    const isThere = this.sees(text);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  /** `expression` is sticky. */
  skipMatch(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#source);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  take(): string {
    const character = this.#source[this.#at];
    if (character === undefined) throw new PatternFault("it ends too early");
    this.#at += 1;
    return character;
  }

  /** Of a character that a head on the wire can hold. */
  codeOf(character: string): number {
    const code = character.charCodeAt(0);
    if (code > 255)
      throw new PatternFault(`${JSON.stringify(character)} is in no path and no name`);
    return code;
  }
}
