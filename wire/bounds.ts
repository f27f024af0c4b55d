// Every limit of the byte formats in one place. What a deployment may choose (the frame limit of a
// channel) is an argument of the decoder, not a constant here.

/** A frame opens with its own total length: eight bytes, little-endian, these eight included. */
export const FRAME_PREFIX_BYTES = 8;

/** What a channel accepts when nothing is configured. */
export const FRAME_BYTES_DEFAULT_MAX = 2_000_000;

/** Messages, and map entries, one inside the other below the outermost one. */
export const NESTING_LEVELS_MAX = 100;

/** A 64-bit number takes no more base-128 digits than this. */
export const VARINT_BYTES_MAX = 10;

/** A tag is a 32-bit number; longer spellings of one are refused. */
export const TAG_BYTES_MAX = 5;

/** Field numbers of the schema fit below this; the pre-check indexes its tables by them. */
export const FIELD_NUMBER_END = 64;

/** An encoder's array that grew beyond this is given up after the message that needed it. */
export const ENCODER_BYTES_KEPT_MAX = 65_536;

/** Small results are pieces of arrays of this size. */
export const SLAB_BYTES = 8192;
export const SLAB_PIECE_BYTES_MAX = 1024;

/** Up to this length a loop beats a call into the engine's own copy. */
export const LOOPED_BYTES_MAX = 192;

/** Text up to this length is tried as ASCII first, which skips the call into the platform. */
export const ASCII_LOOP_UNITS_MAX = 128;

/** Short texts remembered by whoever reads them: a power of two. */
export const TEXT_CACHE_SLOTS = 1024;

/** Bytes that a decoder sets aside for the start of a frame whose rest has not come. */
export const FRAME_START_BYTES = 64;

/** Symbols of a ULID; 26 of five bits carry 130, so the first one is at most 7. */
export const ULID_SYMBOLS = 26;

export const SESSION_ID_BITS = 128;

/** Session ids remembered by whoever reads them: a power of two. */
export const RECENT_IDS = 64;

/** A method longer than this is none that anybody knows; the longest registered one has 17 bytes. */
export const HTTP1_METHOD_BYTES_MAX = 32;

/** `HTTP/1.1` */
export const HTTP1_VERSION_BYTES = 8;

/** What a connection accepts when nothing is configured; a head fits one buffer of 16 KiB. */
export const HTTP1_HEAD_BYTES_MAX = 16_384;
export const HTTP1_TARGET_BYTES_MAX = 8192;
export const HTTP1_FIELDS_MAX = 128;
export const HTTP1_TRAILER_BYTES_MAX = 8192;

/** All chunk extensions of one message together: nobody reads them, so nobody needs many. */
export const HTTP1_CHUNK_EXTENSION_BYTES_MAX = 16_384;

/** Hexadecimal digits of a chunk size, leading zeros included. */
export const HTTP1_CHUNK_SIZE_DIGITS_MAX = 16;

/** Long texts are made from pieces of this many bytes. */
export const TEXT_PIECE_BYTES = 4096;

/** Field names remembered by whoever reads them, in slots of equal size: a power of two. */
export const NAME_CACHE_SLOTS = 256;
export const NAME_CACHED_BYTES_MAX = 32;
