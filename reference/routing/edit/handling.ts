// What a decision remembers for the answer. The mux carries it and looks at nothing in it.

import type { HeaderEdit } from "./header-edit.ts";

export class Handling {
  /** Of a sticky cluster: the cookie's name. */
  readonly stickyName: string | undefined;
  readonly response: readonly HeaderEdit[];
  /** On answers of our own too. */
  readonly transport: readonly HeaderEdit[];

  constructor(
    stickyName: string | undefined,
    response: readonly HeaderEdit[],
    transport: readonly HeaderEdit[],
  ) {
    this.stickyName = stickyName;
    this.response = response;
    this.transport = transport;
  }
}
