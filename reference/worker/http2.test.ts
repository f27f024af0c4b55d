// HTTP/2 through a worker, on either side or both: exchanges, interim answers, trailers, retries, drains,
// and that nothing is left when it is over.

import { expect, test } from "vitest";
import { ErrorCode } from "../../wire/index.ts";
import { GET, type Heard, Peer as Http2Peer, POST, type Row } from "../http2/testing/peer.ts";
import { Bench, seconds } from "./testing/bench.ts";
import { get } from "./testing/messages.ts";
import type { Peer } from "./testing/peer.ts";

const { cancel, internalError, noError, refusedStream } = ErrorCode;

/** One HTTP/2 connection of a bench: its socket, and whoever speaks there. */
class Speaker {
  readonly bench: Bench;
  readonly socket: Peer;
  readonly peer: Http2Peer;
  #heard = 0;

  constructor(bench: Bench, socket: Peer, role: "client" | "server") {
    this.bench = bench;
    this.socket = socket;
    this.peer = new Http2Peer(role);
  }

  say(): Heard[] {
    this.bench.send(this.socket, this.peer.take());
    return this.hear();
  }

  hear(): Heard[] {
    const written = this.bench.host.written.get(this.socket.conn) ?? [];
    const heard = written.slice(this.#heard).flatMap((bytes) => this.peer.hear(bytes));
    this.#heard = written.length;
    return heard;
  }
}

const host = (rows: readonly Row[]): readonly Row[] =>
  rows.map(([name, value]) => [name, name === ":authority" ? "h" : value]);

const OK: readonly Row[] = [[":status", "200"]];

const kinds = (heard: readonly Heard[]): string[] =>
  heard
    .filter(({ kind }) => kind !== "window-update" && kind !== "settings")
    .map(({ kind, streamId, code, endStream }) =>
      [kind, streamId, code ?? "", endStream === true ? "end" : ""].join(" ").trim(),
    );

function client(bench: Bench): Speaker {
  const speaker = new Speaker(bench, bench.client(), "client");
  speaker.peer.hello().ack();
  speaker.say();
  return speaker;
}

function origin(bench: Bench, rows: readonly (readonly [number, number])[] = []): Speaker {
  const speaker = new Speaker(bench, bench.origin(), "server");
  speaker.peer.hello(rows).ack();
  return speaker;
}

/** Back ends of cluster `c` speak HTTP/2. */
function http2Back(count = 1): Bench {
  const bench = Bench.standard(count);
  bench.verb({ case: "addCluster", value: { clusterId: "c", http2: true } });
  return bench;
}

function leave(bench: Bench, ...speakers: readonly (Speaker | Peer)[]): void {
  for (const speaker of speakers) bench.end("socket" in speaker ? speaker.socket : speaker);
  bench.pass(seconds(2));
  bench.expectRest();
}

test("HTTP/2 to HTTP/1", () => {
  const bench = Bench.standard();
  const front = client(bench);
  front.peer
    .headers(1, [...host(POST), ["cookie", "a=1"], ["cookie", "b=2"]])
    .data(1, "hello", true);
  expect(front.say()).toEqual([]);
  const back = bench.origin();
  expect(back.news).toContain("POST / HTTP/1.1\r\n");
  expect(back.text).toContain("cookie: a=1; b=2\r\n");
  expect(back.text.endsWith("\r\n5\r\nhello\r\n0\r\n\r\n")).toBe(true);
  bench.send(
    back,
    "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
  );
  bench.send(back, "3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n");
  const heard = front.hear();
  expect(kinds(heard)).toEqual(["headers 1", "headers 1", "data 1", "headers 1  end"]);
  expect(heard[0]?.fields).toContainEqual([":status", "103"]);
  expect(heard.at(-1)?.fields).toEqual([["x-sum", "1"]]);
  expect(bench.records).toMatchObject([{ status: 200 }]);
  leave(bench, front);
});

test("where nothing but HTTP/2 is spoken, HTTP/1 is no preface: GOAWAY and the end (RFC 9113 §3.4)", () => {
  const bench = Bench.standard(1, true);
  const front = bench.client();
  bench.send(front, get());
  expect(front.text).not.toContain("HTTP/1");
  expect(front.text.startsWith("\0\0")).toBe(true);
  expect(front.isEnded).toBe(true);
  bench.end(front);
  bench.pass(seconds(2));
  bench.expectRest();
});

test("HTTP/1 to HTTP/2", () => {
  const bench = http2Back();
  const front = bench.client();
  bench.send(front, get());
  const back = origin(bench);
  expect(kinds(back.say())).toEqual(["headers 1  end"]);
  back.peer
    .headers(1, [[":status", "103"]])
    .headers(1, OK)
    .data(1, "abc")
    .headers(1, [["x-sum", "1"]], true);
  back.say();
  expect(front.text).toContain("HTTP/1.1 103");
  expect(front.text.endsWith("\r\n3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n")).toBe(true);
  bench.send(front, get());
  expect(kinds(back.hear())).toEqual(["headers 3  end"]);
  back.peer.headers(3, [...OK, ["content-length", "2"]]).data(3, "ok", true);
  back.say();
  expect(front.text.endsWith("ok")).toBe(true);
  leave(bench, front);
});

test("HTTP/2 to HTTP/2, two at once, the second first", () => {
  const bench = http2Back();
  const front = client(bench);
  front.peer.headers(1, host(GET), true).headers(3, host(POST)).data(3, "up", true);
  front.say();
  const back = origin(bench);
  expect(kinds(back.say())).toEqual(["headers 1  end", "headers 3", "data 3  end"]);
  back.peer.headers(3, OK).data(3, "three", true).headers(1, OK).data(1, "one", true);
  back.say();
  expect(kinds(front.hear())).toEqual(["headers 3", "data 3  end", "headers 1", "data 1  end"]);
  expect(bench.metric("h2.connection.active_streams")).toBe(0);
  expect(bench.metric("http.active_requests")).toBe(0);
  leave(bench, front);
});

test("a client's reset reaches the back end at once, and the other exchange goes on", () => {
  const bench = http2Back();
  const front = client(bench);
  front.peer.headers(1, host(GET), true).headers(3, host(GET), true);
  front.say();
  const back = origin(bench);
  back.say();
  front.peer.reset(1);
  front.say();
  expect(kinds(back.hear())).toEqual([`rst-stream 1 ${cancel}`]);
  back.peer.headers(1, OK).data(1, "late", true).headers(3, OK, true);
  back.say();
  expect(kinds(front.hear())).toEqual(["headers 3  end"]);
  expect(bench.records).toMatchObject([{ message: "H2::ResetFrame" }, { status: 200 }]);
  leave(bench, front);
});

test("a stream that the back end refused, or never looked at, is tried elsewhere", () => {
  const bench = http2Back(2);
  const front = client(bench);
  front.peer.headers(1, host(GET), true).headers(3, host(GET), true);
  front.say();
  const first = origin(bench);
  first.say();
  first.peer.reset(1, refusedStream).goaway(1);
  first.say();
  const second = origin(bench);
  expect(kinds(second.say())).toEqual(["headers 1  end", "headers 3  end"]);
  second.peer.headers(1, OK, true).headers(3, OK, true);
  second.say();
  expect(kinds(front.hear())).toEqual(["headers 1  end", "headers 3  end"]);
  leave(bench, first, front);
});

test("a back end that dies within its answer cuts that stream and no other", () => {
  const bench = Bench.standard();
  const front = client(bench);
  front.peer.headers(1, host(GET), true);
  front.say();
  const one = bench.origin();
  front.peer.headers(3, host(GET), true);
  front.say();
  const two = bench.origin();
  bench.send(one, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  bench.reset(one);
  expect(kinds(front.hear())).toEqual(["headers 1", "data 1", `rst-stream 1 ${internalError}`]);
  bench.send(two, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  expect(kinds(front.hear())).toEqual(["headers 3", "data 3  end"]);
  leave(bench, front);
});

test("a back end that says nothing is answered for in time, alone", () => {
  const bench = http2Back();
  const front = client(bench);
  front.peer.headers(1, host(GET), true);
  front.say();
  const back = origin(bench);
  back.say();
  bench.pass(seconds(31));
  const heard = front.hear();
  expect(heard[0]?.fields).toContainEqual([":status", "504"]);
  expect(kinds(back.hear())).toEqual([`rst-stream 1 ${cancel}`]);
  leave(bench, front);
});

test("an answer before the end of the request ends both", () => {
  const bench = http2Back();
  const front = client(bench);
  front.peer.headers(1, host(POST)).data(1, "some");
  front.say();
  const back = origin(bench);
  back.say();
  back.peer.headers(1, [[":status", "413"]], true);
  back.say();
  expect(kinds(front.hear())).toEqual(["headers 1  end", `rst-stream 1 ${noError}`]);
  expect(bench.records).toMatchObject([{ status: 413 }]);
  leave(bench, front);
});

test("a drain announces itself, finishes what is under way and says where it stopped", () => {
  const bench = http2Back();
  const front = client(bench);
  front.peer.headers(1, host(POST)).data(1, "so");
  front.say();
  const back = origin(bench);
  back.say();
  bench.drain();
  expect(kinds(front.hear())).toEqual([`goaway 0 ${noError}`]);
  front.peer.headers(3, host(GET), true).data(1, " far", true);
  expect(kinds(front.say())).toEqual([`rst-stream 3 ${refusedStream}`]);
  expect(Buffer.from(back.peer.body(1)).toString()).toBe("so");
  back.hear();
  expect(Buffer.from(back.peer.body(1)).toString()).toBe("so far");
  back.peer.headers(1, OK, true);
  back.say();
  const heard = front.hear();
  expect(kinds(heard)).toEqual(["headers 1  end", `goaway 0 ${noError}`]);
  expect(heard.at(-1)?.lastStreamId).toBe(1);
  bench.end(front.socket);
  expect(bench.plane.isBusy).toBe(false);
});

test("with no back end, or no host, a stream has its answer and the connection goes on", () => {
  const bench = http2Back(0);
  const front = client(bench);
  front.peer.headers(1, host(GET), true).headers(3, GET, true);
  const heard = front.say();
  const statuses = heard.flatMap(
    ({ fields }) => fields?.filter(([name]) => name === ":status") ?? [],
  );
  expect(statuses.map(([, status]) => status)).toEqual(["503", "404"]);
  front.peer.ping();
  expect(kinds(front.say())).toEqual(["ping 0"]);
  leave(bench, front);
});

test("two MiB up and down, a window at a time, with two buffers and one for each connection", () => {
  const bench = http2Back();
  const front = client(bench);
  front.peer.headers(1, host(POST));
  front.say();
  const back = origin(bench);
  back.say();
  const total = 2 * 1_048_576;
  const piece = Uint8Array.from({ length: 8192 }, (_, place) => place % 253);
  for (let sent = 0; sent < total; sent += piece.length) {
    front.peer.data(1, piece, sent + piece.length === total);
    front.say();
    back.peer.update(0, piece.length).update(1, piece.length);
    back.say();
    expect(front.peer.room(1)).toBeGreaterThan(piece.length - 1);
  }
  back.peer.headers(1, OK);
  for (let sent = 0; sent < total; sent += piece.length) {
    back.peer.data(1, piece, sent + piece.length === total);
    back.say();
    front.peer.update(0, piece.length).update(1, piece.length);
    front.say();
  }
  expect(back.peer.bodies.get(1)).toHaveLength(total);
  expect(front.peer.bodies.get(1)).toHaveLength(total);
  expect(bench.buffers.map(({ highWater }) => highWater).at(-1)).toBe(4);
  leave(bench, front);
}, 30_000);

test("a client that never says what it wants is left", () => {
  const bench = Bench.standard();
  const front = client(bench);
  bench.pass(seconds(10));
  expect(kinds(front.hear())).toEqual([`goaway 0 ${noError}`]);
  leave(bench, front);
});
