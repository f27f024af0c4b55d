// What can be wrong with a payload that a peer sent. These are results, not errors: the receiver
// decides what a fault means for the connection.

/** `at` is a byte offset into the payload; `message` a type name of the schema. */
export type PayloadFault =
  /** A field, a number or a nested message runs past the end of what contains it. */
  | { readonly kind: "truncated"; readonly at: number }
  /** A number of more than 64 bits. */
  | { readonly kind: "varint-too-long"; readonly at: number }
  /** Field number 0, wire type 6 or 7, or a tag of more than 32 bits or five bytes. */
  | { readonly kind: "bad-tag"; readonly at: number }
  | { readonly kind: "group"; readonly at: number }
  /** A known field with the wire type of another kind of value. */
  | {
      readonly kind: "wire-type";
      readonly at: number;
      readonly message: string;
      readonly field: number;
      readonly wireType: number;
    }
  | { readonly kind: "nested-too-deep"; readonly at: number }
  | { readonly kind: "invalid-utf8"; readonly at: number };
