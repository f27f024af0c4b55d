// The first octet of each representation (RFC 7541 §6): the pattern above the prefix of its number.

export const INDEXED = 0x80;
export const INDEXED_PREFIX_BITS = 7;

export const LITERAL_INDEXED = 0x40;
export const LITERAL_INDEXED_PREFIX_BITS = 6;

export const TABLE_SIZE_UPDATE = 0x20;
export const TABLE_SIZE_UPDATE_PREFIX_BITS = 5;

export const LITERAL_NEVER_INDEXED = 0x10;
export const LITERAL_NOT_INDEXED = 0x00;
export const LITERAL_PREFIX_BITS = 4;

/** Of a string's length (RFC 7541 §5.2). */
export const HUFFMAN_FLAG = 0x80;
export const STRING_PREFIX_BITS = 7;
