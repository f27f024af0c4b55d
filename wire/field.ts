// One header or trailer field, the same for every version of HTTP. What a field means is not said here.

/** One unit of text is one byte (ISO 8859-1): nothing is lost and nothing is guessed. */
export interface HttpField {
  /** In lower case when it was read. */
  readonly name: string;
  readonly value: string;
}
