// One header or trailer field. What a field means is not said here.

/** One unit of text is one byte (ISO 8859-1), as in HTTP/2: nothing is lost and nothing is guessed. */
export interface HttpField {
  /** In lower case when it was read. */
  readonly name: string;
  readonly value: string;
  /** RFC 7541 §7.1.3: an intermediary keeps a never-indexed field never indexed. */
  readonly isNeverIndexed?: true;
}
