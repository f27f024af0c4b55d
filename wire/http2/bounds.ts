// Every limit of HTTP/2 and HPACK in one place. What a deployment may choose (the frame limit, the
// size of a header block or list, the number of its fields) is an argument, not a constant here.

/** RFC 9113 §4.1: length 24 bits, type 8, flags 8, one reserved bit, stream identifier 31. */
export const FRAME_HEAD_BYTES = 9;

/** RFC 9113 §6.5.2: SETTINGS_MAX_FRAME_SIZE may be neither below nor above these. */
export const FRAME_PAYLOAD_BYTES_MIN = 16_384;
export const FRAME_PAYLOAD_BYTES_MAX = 16_777_215;

/** RFC 9113 §6.9.1: no window grows beyond 2^31-1. */
export const WINDOW_BYTES_MAX = 0x7fff_ffff;

/** RFC 9113 §6.9.2: what a window is before anybody said anything. */
export const WINDOW_BYTES_INITIAL = 65_535;

export const STREAM_ID_MAX = 0x7fff_ffff;

/** RFC 9113 §6.5.1: an identifier of 16 bits and a value of 32. */
export const SETTING_BYTES = 6;

/** More parameters than this in one SETTINGS frame are nothing that anybody needs to say. */
export const SETTINGS_ENTRIES_MAX = 64;

/** RFC 9113 §6.1: one octet says how many octets of padding follow the payload. */
export const PADDING_BYTES_MAX = 255;

/** RFC 7541 §4.1: an entry costs its octets and 32 more. */
export const HPACK_ENTRY_OVERHEAD_BYTES = 32;

/** RFC 9113 §6.5.2: the size of the dynamic table until a setting says otherwise. */
export const HPACK_TABLE_BYTES_DEFAULT = 4096;

/** RFC 7541 §5.1 wants a limit on integers: in value, and in octets that follow the prefix. */
export const HPACK_INTEGER_MAX = 0x7fff_ffff;
export const HPACK_INTEGER_OCTETS_MAX = 5;

/** RFC 7541 Appendix B: the shortest code, hence the most symbols that an octet can stand for. */
export const HUFFMAN_BITS_MIN = 5;

/** Entries of one name that the encoder looks at for the same value. */
export const HPACK_LOOKUP_HOPS_MAX = 16;

/** Working memory starts at this size, doubles, and is given up when it has grown beyond the other. */
export const SCRATCH_BYTES_INITIAL = 256;
export const SCRATCH_BYTES_KEPT_MAX = 16_384;
