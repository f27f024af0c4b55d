// Messages of every shape and cut, in both directions at once: what arrives is what was sent, whatever
// the segments, with two buffers for each exchange.

import fc from "fast-check";
import { expect, test } from "vitest";
import { bufferBytes } from "../mux/bounds.ts";
import { RequestParser, ResponseParser } from "../../wire/index.ts";
import { Bench } from "./testing/bench.ts";
import { get, ok } from "./testing/messages.ts";

const megabytes = 10 * 1_048_576;
const pieceBytes = 65_536;

const piece = (index: number): Uint8Array =>
  Uint8Array.from({ length: pieceBytes }, (_, at) => (at * 7 + index) & 0xff);

test("10 MiB go up and come back with two buffers, the first byte before the last is sent", () => {
  const bench = Bench.standard();
  const client = bench.client();
  const length = `Content-Length: ${megabytes}\r\n`;
  bench.send(client, `PUT / HTTP/1.1\r\nHost: h\r\n${length}\r\n`);
  const origin = bench.origin();
  const headBytes = origin.receivedBytes;
  for (let index = 0; index < megabytes / pieceBytes; index += 1) {
    bench.send(client, piece(index));
    expect(origin.receivedBytes - headBytes).toBe((index + 1) * pieceBytes);
  }
  bench.send(origin, `HTTP/1.1 200 OK\r\n${length}\r\n`);
  const answerBytes = client.receivedBytes;
  for (let index = 0; index < megabytes / pieceBytes; index += 1) {
    bench.send(origin, piece(index));
    expect(client.receivedBytes - answerBytes).toBe((index + 1) * pieceBytes);
  }
  const first = Buffer.from(piece(0)).toString("latin1");
  expect(origin.text.slice(headBytes, headBytes + pieceBytes) === first).toBe(true);
  expect(bench.records).toMatchObject([{ status: 200, level: "info" }]);
  bench.end(client);
  expect(bench.buffers.map(({ highWater }) => highWater).at(-1)).toBe(2);
  bench.expectRest();
});

test("what nobody takes is not taken: one buffer of it waits here, the rest with its sender", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.room(client, 100);
  bench.send(origin, `HTTP/1.1 200 OK\r\nContent-Length: ${pieceBytes}\r\n\r\n`);
  bench.send(origin, piece(0));
  expect(client.receivedBytes).toBe(100);
  expect(origin.waiting.length).toBeGreaterThanOrEqual(pieceBytes - bufferBytes - 100);
  for (let taken = 100; taken < pieceBytes; taken += 5000) bench.room(client, 5000);
  bench.room(client, Infinity);
  expect(origin.waiting.length).toBe(0);
  expect(client.text.endsWith(Buffer.from(piece(0)).toString("latin1"))).toBe(true);
  bench.end(client);
  bench.expectRest();
});

/** Cuts bytes at the places that were drawn. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % bytes.length))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

const body = fc.string({ unit: "binary-ascii", maxLength: 200 });
const framing = fc.constantFrom("length", "chunked");
const places = fc.array(fc.nat({ max: 5000 }), { maxLength: 30 });
const exchange = fc.record({ up: body, upFraming: framing, down: body, downFraming: framing });

function message(start: string, content: string, how: string): string {
  const half = content.length >> 1;
  const chunk = (text: string): string =>
    text === "" ? "" : `${text.length.toString(16)}\r\n${text}\r\n`;
  const chunks = chunk(content.slice(0, half)) + chunk(content.slice(half));
  return how === "length"
    ? `${start}Content-Length: ${content.length}\r\n\r\n${content}`
    : `${start}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\nX-T: 1\r\n\r\n`;
}

interface Parser {
  push(bytes: Uint8Array): void;
  next():
    { readonly kind: string; readonly bytes?: Uint8Array; readonly head?: object } | undefined;
}

/** The contents of the messages on one connection, and the faults there. */
function contents(parser: Parser, text: string): readonly string[] {
  parser.push(bytesOf(text));
  const found: string[] = [];
  for (let event = parser.next(); event !== undefined; event = parser.next()) {
    const opens = event.kind === "request" || event.kind === "response" ? [""] : [];
    found.push(...opens);
    const more = Buffer.from(event.bytes ?? []).toString("latin1");
    found.push((found.pop() ?? "") + more + (event.kind === "fault" ? "FAULT" : ""));
  }
  return found;
}

test("exchanges are the same however both sides' bytes are cut (BODY-CONSERVED, H1-PIPELINE)", () => {
  fc.assert(
    fc.property(
      fc.array(exchange, { minLength: 1, maxLength: 4 }),
      places,
      places,
      (all, up, down) => {
        const bench = Bench.standard();
        const client = bench.client();
        const requests = all.map((each, index) => {
          return message(`POST /${index} HTTP/1.1\r\nHost: h\r\n`, each.up, each.upFraming);
        });
        for (const segment of cut(bytesOf(requests.join("")), up)) bench.send(client, segment);
        const origin = bench.origin();
        const asked = new ResponseParser();
        for (const each of all) {
          const answer = message("HTTP/1.1 200 OK\r\n", each.down, each.downFraming);
          for (const segment of cut(bytesOf(answer), down)) bench.send(origin, segment);
          asked.expect({ method: "POST", isUpgradeAsked: false });
        }
        expect(contents(new RequestParser(), origin.text)).toEqual(all.map((each) => each.up));
        expect(contents(asked, client.text)).toEqual(all.map((each) => each.down));
        expect(bench.host.dialled).toHaveLength(1);
        expect(bench.records.map(({ path }) => path)).toEqual(all.map((_, index) => `/${index}`));
        bench.end(client);
        bench.expectRest();
      },
    ),
    { numRuns: 60 },
  );
});

test("however the exchanges are broken off, nothing is left and every admitted one has one record", () => {
  const abort = fc.constantFrom("client end", "client reset", "origin end", "origin reset", "time");
  fc.assert(
    fc.property(fc.nat({ max: 400 }), fc.nat({ max: 400 }), abort, (up, down, how) => {
      const bench = Bench.standard();
      const client = bench.client();
      const request = message("POST / HTTP/1.1\r\nHost: h\r\n", "x".repeat(60), "chunked");
      bench.send(client, (request + get("/next")).slice(0, up));
      const answers = message("HTTP/1.1 200 OK\r\n", "y".repeat(60), "chunked") + ok("next");
      const dialled = bench.host.dialled.length > 0 ? [bench.dial()] : [];
      for (const origin of dialled) {
        bench.outcome(origin, "connected");
        bench.send(origin, answers.slice(0, down));
      }
      const acts: Readonly<Record<string, () => void>> = {
        "client end": () => {
          bench.end(client);
        },
        "client reset": () => {
          bench.reset(client);
        },
        "origin end": () => {
          for (const origin of dialled) bench.end(origin);
        },
        "origin reset": () => {
          for (const origin of dialled) bench.reset(origin);
        },
        time: () => undefined,
      };
      acts[how]?.();
      bench.pass(300_000_000);
      const counted = bench.slots.filter(({ input }) => input === "admit").length;
      const refused = bench.slots.filter(({ input }) => input === "refuse").length;
      expect(bench.records).toHaveLength(counted + refused);
      expect(bench.metric("http.requests")).toBe(counted);
      bench.expectRest();
    }),
    { numRuns: 150 },
  );
});

test("a large request that comes while another one is answered waits, and then goes whole", () => {
  const bench = Bench.standard();
  const client = bench.client();
  const length = `Content-Length: ${pieceBytes}\r\n`;
  bench.send(client, `${get("/first")}POST /second HTTP/1.1\r\nHost: h\r\n${length}\r\n`);
  const origin = bench.origin();
  for (let at = 0; at < pieceBytes; at += 1000) bench.send(client, piece(3).slice(at, at + 1000));
  expect(client.waiting.length).toBeGreaterThan(pieceBytes - 2 * bufferBytes);
  bench.send(origin, ok("one"));
  expect(client.waiting.length).toBe(0);
  expect(origin.text.endsWith(Buffer.from(piece(3)).toString("latin1"))).toBe(true);
  bench.send(origin, ok("two"));
  expect(client.text).toMatch(/one.*two$/s);
  bench.end(client);
  bench.expectRest();
});
