// SHA-256 (FIPS 180-4), here because the pure folders have no library of their own for it. It hashes
// short texts, so it is written to be read.

const initial = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

const roundConstants = Uint32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);

/** In lower-case hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const padded = pad(bytes);
  const state = Uint32Array.from(initial);
  for (let at = 0; at < padded.length; at += 64) mix(state, schedule(padded, at));
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(64 * Math.ceil((bytes.length + 9) / 64));
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, 8n * BigInt(bytes.length));
  return padded;
}

function schedule(bytes: Uint8Array, at: number): Uint32Array {
  const view = new DataView(bytes.buffer, at, 64);
  const words = new Uint32Array(64);
  for (let index = 0; index < 64; index += 1) {
    words[index] = index < 16 ? view.getUint32(4 * index) : expanded(words, index);
  }
  return words;
}

function expanded(words: Uint32Array, index: number): number {
  const early = words[index - 15] ?? 0;
  const late = words[index - 2] ?? 0;
  const low = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
  const high = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
  return ((words[index - 16] ?? 0) + low + (words[index - 7] ?? 0) + high) >>> 0;
}

function mix(state: Uint32Array, words: Uint32Array): void {
  const work = Uint32Array.from(state);
  for (let round = 0; round < 64; round += 1) {
    const first = ((roundConstants[round] ?? 0) + (words[round] ?? 0) + chosen(work)) >>> 0;
    const second = majority(work);
    work.copyWithin(1, 0, 7);
    work[4] = (work[4] ?? 0) + first;
    work[0] = first + second;
  }
  for (const [index, word] of work.entries()) state[index] = (state[index] ?? 0) + word;
}

/** The half of a round that reads the words e to h. */
function chosen(work: Uint32Array): number {
  const [e = 0, f = 0, g = 0, h = 0] = work.subarray(4);
  return h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g));
}

/** The half that reads the words a to c. */
function majority(work: Uint32Array): number {
  const [a = 0, b = 0, c = 0] = work;
  return (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
