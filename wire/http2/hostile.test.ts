import { expect, test } from "vitest";
import type { BlockEvent, FrameEvent } from "./frame-event.ts";
import { FrameReader } from "./frame-reader.ts";
import { connectionPreface, SettingId } from "./frame-type.ts";
import {
  writeData,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writePriority,
  writeRawFrame,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from "./frame-writer.ts";
import { HeaderBlock } from "./header-block.ts";
import { HpackDecoder } from "./hpack/decoder.ts";
import { HpackEncoder } from "./hpack/encoder.ts";
import { FieldList } from "./hpack/field-list.ts";
import { OctetWriter } from "./octet-writer.ts";

// Valid exchanges, bent a little: whatever comes of them is a result, the same one in any
// segmentation, and nothing grows beyond its limit. The seed is fixed: a failure is found again.

const RUNS = 4000;
const LIMITS = { listBytesMax: 2000, fieldsMax: 20 };
const BLOCK_LIMITS = { blockBytesMax: 600, continuationsMax: 5 };
const TABLE_BYTES_MAX = 4096;
const NOTHING = new Uint8Array(0);

/** Xorshift: draws are integers, and the same ones everywhere. */
class Draws {
  #word: number;

  constructor(seed: number) {
    this.#word = seed;
  }

  below(bound: number): number {
    let word = this.#word;
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    this.#word = word;
    return (word >>> 0) % bound;
  }

  oneOf<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
}

type Frames = Uint8Array[];

const span = (text: string): { bytes: Uint8Array; start: number; end: number } => {
  const bytes = Buffer.from(text);
  return { bytes, start: 0, end: bytes.length };
};

const NAMES = [":path", "cookie", "x-a", "x-b", "user-agent", "content-type", "authorization"];

/** A client's side of a few requests, a frame to each entry; continuations are frames as well. */
function exchange(draws: Draws): Frames {
  const out = new OctetWriter();
  const encoder = new HpackEncoder(draws.oneOf([4096, 4096, 200, 0]));
  const frames: Frames = [connectionPreface()];
  const flush = (): number => frames.push(...framesOf(out.take()));
  writeSettings(out, [
    [SettingId.enablePush, 0],
    [SettingId.initialWindowSize, 65_535],
  ]);
  writeSettingsAck(out);
  flush();
  for (let streamId = 1; streamId < 9; streamId += 2) {
    const fields = new FieldList();
    fields.add(":method", draws.oneOf(["GET", "POST", "PUT"]));
    for (let count = draws.below(8); count > 0; count -= 1) {
      fields.add(draws.oneOf(NAMES), "value-".repeat(draws.below(7)) + `${draws.below(50)}`);
    }
    const block = new OctetWriter();
    encoder.encode(fields, block);
    const padding = draws.oneOf([{}, {}, { paddingBytes: draws.below(20) }]);
    const frameBytesMax = draws.oneOf([40, 100, 16_384]);
    writeHeaders(out, block.take(), { streamId, endStream: false, frameBytesMax, ...padding });
    draws.oneOf(EXTRAS)(out, streamId, draws);
    writeData(out, streamId, span("body".repeat(draws.below(30))), true);
    draws.oneOf(EXTRAS)(out, streamId, draws);
    flush();
  }
  return frames;
}

const EXTRAS: readonly ((out: OctetWriter, streamId: number, draws: Draws) => void)[] = [
  (out) => {
    writePing(out, span("12345678"), false);
  },
  (out, streamId) => {
    writeWindowUpdate(out, streamId, 1000);
  },
  (out, streamId) => {
    writeReset(out, streamId, 8);
  },
  (out, streamId) => {
    writePriority(out, streamId, { isExclusive: true, dependsOn: 0, weight: 3 });
  },
  (out, streamId, draws) => {
    const paddingBytes = draws.below(30);
    writePaddedData(out, span("padded"), { streamId, endStream: false, paddingBytes });
  },
  (out) => {
    writeRawFrame(out, { type: 0x10, flags: 0, streamId: 0, payload: span("unknown").bytes });
  },
  (out) => {
    writeGoaway(out, 0, 0, span("debug").bytes);
  },
];

function framesOf(bytes: Uint8Array): Frames {
  const frames: Frames = [];
  for (let at = 0; at < bytes.length;) {
    const length = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    frames.push(bytes.slice(at, at + 9 + length));
    at += 9 + length;
  }
  return frames;
}

/** Any but the preface: what never gets past it tests nothing. */
const place = (frames: Frames, draws: Draws): number => 1 + draws.below(frames.length - 1);

const MUTATIONS: Readonly<Record<string, (frames: Frames, draws: Draws) => void>> = {
  flip: (frames, draws) => {
    const frame = frames[place(frames, draws)]!;
    const at = draws.below(frame.length);
    frame[at] = frame[at]! ^ (1 << draws.below(8));
  },
  splice: (frames, draws) => {
    const at = place(frames, draws);
    const other = draws.oneOf(exchange(draws).slice(1));
    const head = frames[at]!.subarray(0, draws.below(frames[at]!.length));
    frames[at] = Buffer.concat([head, other.subarray(draws.below(other.length))]);
  },
  duplicate: (frames, draws) => {
    const at = place(frames, draws);
    frames.splice(place(frames, draws), 0, frames[at]!.slice());
  },
  reorder: (frames, draws) => {
    const [first, second] = [place(frames, draws), place(frames, draws)];
    const kept = frames[first]!;
    frames[first] = frames[second]!;
    frames[second] = kept;
  },
  length: (frames, draws) => {
    const frame = frames[place(frames, draws)]!;
    const lie = draws.oneOf([0, 1, 4, 5, 6, 8, 9, 255, 16_384, 16_385, 0xffffff]);
    frame[0] = lie >>> 16;
    frame[1] = lie >>> 8;
    frame[2] = lie;
  },
  stringLength: (frames, draws) => {
    const frame = frames[place(frames, draws)]!;
    const at = Math.min(frame.length - 1, 9 + draws.below(Math.max(1, frame.length - 9)));
    frame[at] = draws.oneOf([0x00, 0x7f, 0x80, 0xff, 0x3f, 0x40, 0x20, 0xbe]);
  },
  truncate: (frames, draws) => {
    const at = place(frames, draws);
    frames[at] = frames[at]!.slice(0, draws.below(frames[at]!.length));
  },
};

/** Not a Buffer, whose `slice` is a view. */
const joined = (frames: Frames): Uint8Array => Uint8Array.from(Buffer.concat(frames));

const PIECE_KINDS: ReadonlySet<string> = new Set([
  "data",
  "headers",
  "push-promise",
  "continuation",
  "goaway",
  "unknown",
]);
const goesOn = (event: FrameEvent): boolean =>
  PIECE_KINDS.has(event.kind) && "isFirst" in event && !event.isFirst;

const BLOCK_KINDS: ReadonlySet<string> = new Set(["headers", "push-promise", "continuation"]);
const isBlock = (event: FrameEvent): event is BlockEvent => BLOCK_KINDS.has(event.kind);

/** What one connection made of its bytes. */
class Listener {
  readonly #reader = new FrameReader({ writer: "client" });
  readonly #block = new HeaderBlock(BLOCK_LIMITS);
  readonly #decoder = new HpackDecoder(LIMITS);
  readonly #fields = new FieldList();
  readonly lines: string[] = [];
  blocks = 0;
  fullest = 0;

  hear(chunk: Uint8Array): void {
    const borrowed = chunk.slice();
    this.#reader.push(borrowed);
    for (let event = this.#reader.next(); event !== undefined; event = this.#reader.next()) {
      const { kind } = event;
      const octets = "bytes" in event ? event.bytes.subarray(event.start, event.end) : NOTHING;
      this.#note(kind, goesOn(event), Buffer.from(octets).toString("hex"));
      for (const piece of [event].filter(isBlock)) this.#hearBlock(piece);
    }
    borrowed.fill(0xee);
  }

  // Pieces of one frame become one line.
  #note(kind: string, isMore: boolean, octets: string): void {
    const before = isMore ? (this.lines.pop() ?? "") : `${kind} `;
    this.lines.push(before + octets);
  }

  #hearBlock(piece: BlockEvent): void {
    const block = this.#block;
    const result = block.add(piece);
    // At most one: a block that is not complete is nothing to decode.
    for (let left = Number(result === "complete"); left > 0; left -= 1) {
      const fields = this.#fields;
      const decoded = this.#decoder.decode(block.bytes, block.start, block.end, fields);
      this.blocks += decoded === "complete" ? 1 : 0;
      this.lines.push(`block ${decoded} ${fields.count} ${fields.bytes}`);
      const blockBytes = block.end - block.start;
      // Each as a share of its limit: nothing may be above the whole.
      this.fullest = Math.max(
        this.fullest,
        blockBytes / BLOCK_LIMITS.blockBytesMax,
        fields.bytes / LIMITS.listBytesMax,
        fields.count / LIMITS.fieldsMax,
        this.#decoder.tableBytes / TABLE_BYTES_MAX,
      );
    }
  }
}

test("bent exchanges end in results, the same in any segmentation", () => {
  const draws = new Draws(0x2545f491);
  const names = Object.keys(MUTATIONS);
  const reached = { settings: 0, blocks: 0, faults: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const frames = exchange(draws);
    for (let left = 1 + draws.below(3); left > 0; left -= 1) {
      MUTATIONS[draws.oneOf(names)]!(frames, draws);
    }
    const stream = joined(frames);
    const whole = new Listener();
    whole.hear(stream);
    const cut = new Listener();
    for (let at = 0; at < stream.length;) {
      const end = at + 1 + draws.below(draws.oneOf([1, 9, 60]));
      cut.hear(stream.subarray(at, end));
      at = end;
    }
    expect(cut.lines.join("\n")).toBe(whole.lines.join("\n"));
    expect(Math.max(whole.fullest, cut.fullest)).toBeLessThanOrEqual(1);
    reached.settings += whole.lines.length > 1 ? 1 : 0;
    reached.blocks += whole.blocks > 0 ? 1 : 0;
    reached.faults += whole.lines.some((line) => /fault|block (?!complete)/.test(line)) ? 1 : 0;
  }
  const percent = (count: number): number => Math.round((100 * count) / RUNS);
  process.stdout.write(
    `${RUNS} bent exchanges: ${percent(reached.settings)} % past the preface, ` +
      `${percent(reached.blocks)} % with a block decoded, ${percent(reached.faults)} % with a fault\n`,
  );
  expect(percent(reached.settings)).toBeGreaterThanOrEqual(30);
  expect(percent(reached.blocks)).toBeGreaterThanOrEqual(30);
  expect(percent(reached.faults)).toBeGreaterThanOrEqual(30);
});

test("what is not bent has no fault", () => {
  const draws = new Draws(7);
  for (let run = 0; run < 50; run += 1) {
    const listener = new Listener();
    listener.hear(joined(exchange(draws)));
    expect(listener.lines.filter((line) => line.startsWith("fault"))).toEqual([]);
    expect(listener.blocks).toBe(4);
  }
});
