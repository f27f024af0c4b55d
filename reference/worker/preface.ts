// Which version of HTTP a client in the clear speaks: HTTP/2 with prior knowledge begins with a method
// that HTTP/1 has not (RFC 9113 §3.4). It keeps the few bytes it takes to tell.

const start = [0x50, 0x52, 0x49, 0x20] as const;

export type Spoken = "http1" | "http2" | "unknown";

export class Preface {
  /** What came and belongs to nobody yet. */
  #bytes: Uint8Array = new Uint8Array(0);

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Keeps the bytes, with those before them, in `bytes`. */
  judge(bytes: Uint8Array): Spoken {
    const all = new Uint8Array(this.#bytes.length + bytes.length);
    all.set(this.#bytes);
    all.set(bytes, this.#bytes.length);
    this.#bytes = all;
    for (let at = 0; at < start.length; at += 1) {
      if (at === all.length) return "unknown";
      if (all[at] !== start[at]) return "http1";
    }
    return "http2";
  }
}
