// How a value's end is found: the low three bits of a tag. Groups are named so that they can be
// refused.

export const wireTypes = {
  varint: 0,
  bit64: 1,
  delimited: 2,
  startGroup: 3,
  endGroup: 4,
  bit32: 5,
} as const;
