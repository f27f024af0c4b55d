import { once } from "node:events";
import { connect, createServer, type ServerHttp2Stream } from "node:http2";
import {
  type AddressInfo,
  connect as connectSocket,
  createServer as createSocketServer,
  type Socket,
} from "node:net";
import { expect, test } from "vitest";
import type { BlockEvent, FrameEvent } from "./frame-event.ts";
import { FrameReader } from "./frame-reader.ts";
import { connectionPreface, ErrorCode, SettingId } from "./frame-type.ts";
import {
  writeData,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writePriority,
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

// Node's own http2 on the other side of a socket: an implementation that shares nothing with ours.

type Field = readonly [name: string, value: string];

/** Every octet that a field value may have, in an order that no table has seen. */
const EVERY_OCTET = Array.from({ length: 256 }, (_, octet) => octet)
  .filter((octet) => (octet >= 0x21 && octet !== 0x7f) || octet === 0x20)
  .map((octet) => String.fromCharCode(octet))
  .join("")
  .trim();

const GET: readonly Field[] = [
  [":method", "GET"],
  [":scheme", "http"],
  [":authority", "h2.test"],
];

const silence = (): void => undefined;

/** One end of a connection, on our code. What it hears is a list of lines. */
class Peer {
  readonly heard: string[] = [];
  readonly bodies = new Map<number, string>();
  readonly out: OctetWriter = new OctetWriter();
  readonly encoder: HpackEncoder = new HpackEncoder();
  readonly #decoder = new HpackDecoder({ listBytesMax: 65_536, fieldsMax: 100 });
  readonly #block = new HeaderBlock({ blockBytesMax: 65_536, continuationsMax: 20 });
  readonly #fields = new FieldList();
  readonly #reader: FrameReader;
  readonly #socket: Socket;
  readonly #waits: (() => void)[] = [];

  constructor(socket: Socket, writer: "client" | "server") {
    this.#socket = socket;
    this.#reader = new FrameReader({ writer });
    socket.on("data", (bytes: Buffer) => {
      this.#reader.push(bytes);
      for (let event = this.#reader.next(); event !== undefined; event = this.#reader.next()) {
        this.#hear(event);
      }
      this.flush();
      for (const wake of this.#waits.splice(0)) wake();
    });
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((wake) => this.#waits.push(wake));
  }

  flush(): void {
    this.#socket.write(this.out.take());
  }

  headers(streamId: number, fields: readonly Field[], endStream: boolean): void {
    const list = new FieldList();
    for (const [name, value] of fields) list.add(name, value);
    const block = new OctetWriter();
    this.encoder.encode(list, block);
    writeHeaders(this.out, block.take(), { streamId, endStream, frameBytesMax: 100 });
  }

  #hear(event: FrameEvent): void {
    switch (event.kind) {
      case "headers":
      case "push-promise":
      case "continuation":
        this.#hearBlock(event);
        return;
      case "data": {
        const text = Buffer.from(event.bytes.subarray(event.start, event.end)).toString("latin1");
        this.bodies.set(event.streamId, (this.bodies.get(event.streamId) ?? "") + text);
        this.heard.push(...(event.isLast && event.endStream ? [`end ${event.streamId}`] : []));
        return;
      }
      case "settings":
        this.heard.push(event.isAck ? "settings ack" : "settings");
        (event.isAck ? silence : writeSettingsAck)(this.out);
        return;
      case "ping":
        this.heard.push(`ping ${event.isAck ? "ack" : "ask"} ${event.bytes[event.start]!}`);
        (event.isAck ? silence : writePing)(this.out, event, true);
        return;
      case "rst-stream":
        this.heard.push(`reset ${event.streamId} ${event.code}`);
        return;
      case "goaway":
        this.heard.push(`goaway ${event.code}`);
        return;
      case "fault":
        this.heard.push(`fault ${event.reason}`);
        return;
      case "priority":
      case "unknown":
      case "window-update":
        return;
    }
  }

  #hearBlock(event: BlockEvent): void {
    const block = this.#block;
    const results = [block.add(event)].filter((result) => result !== "more");
    for (const result of results) {
      expect(result).toBe("complete");
      const fields = this.#fields;
      expect(this.#decoder.decode(block.bytes, block.start, block.end, fields)).toBe("complete");
      const lines = Array.from({ length: fields.count }, (_, at) => [
        fields.name(at),
        fields.value(at),
      ]);
      this.heard.push(`headers ${event.streamId} ${JSON.stringify(lines)}`);
      const isEnd = event.kind === "headers" && event.endStream;
      this.heard.push(...(isEnd ? [`end ${event.streamId}`] : []));
    }
  }
}

const span = (text: string): { bytes: Uint8Array; start: number; end: number } => {
  const bytes = Buffer.from(text, "latin1");
  return { bytes, start: 0, end: bytes.length };
};

test("Node's server understands our client, and our client its answers", async () => {
  const server = createServer({ settings: { headerTableSize: 512 } });
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    const body: Buffer[] = [];
    stream.on("data", (bytes: Buffer) => body.push(bytes));
    stream.on("end", () => {
      const octets = headers["x-octets"] ?? "";
      stream.respond({ ":status": 200, "x-back": octets, "x-path": headers[":path"] ?? "" });
      stream.end(Buffer.concat(body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connectSocket((server.address() as AddressInfo).port, "127.0.0.1");
  const peer = new Peer(socket, "server");
  peer.out.append(connectionPreface());
  writeSettings(peer.out, [[SettingId.enablePush, 0]]);
  writeWindowUpdate(peer.out, 0, 1_000_000);
  writePing(peer.out, span("12345678"), false);
  peer.flush();
  await peer.until(() => peer.heard.includes("settings"));
  peer.encoder.setTableLimit(512);
  // Three times the same, so that most of the second and third is in the tables.
  for (const streamId of [1, 3, 5]) {
    const fields: readonly Field[] = [
      ...GET,
      [":path", `/${streamId}`],
      ["x-octets", EVERY_OCTET],
      ["cookie", "a=b"],
    ];
    peer.headers(streamId, fields, false);
    writePriority(peer.out, streamId, { isExclusive: false, dependsOn: 0, weight: 5 });
    writePaddedData(peer.out, span("hello "), { streamId, endStream: false, paddingBytes: 200 });
    writeData(peer.out, streamId, span("world"), true);
    peer.flush();
    await peer.until(() => peer.heard.includes(`end ${streamId}`));
    const answer = peer.heard.findLast((line) => line.startsWith(`headers ${streamId}`))!;
    const answered = JSON.parse(answer.slice(`headers ${streamId} `.length)) as Field[];
    expect(answered.slice(0, 3)).toEqual([
      [":status", "200"],
      ["x-back", EVERY_OCTET],
      ["x-path", `/${streamId}`],
    ]);
    expect(peer.bodies.get(streamId)).toBe("hello world");
  }
  expect(peer.heard).toContain("ping ack 49");
  expect(peer.heard).toContain("settings ack");
  expect(peer.heard.filter((line) => /^(fault|goaway|reset)/.test(line))).toEqual([]);
  socket.destroy();
  server.close();
});

test("Node's client understands our server, to the end of the connection", async () => {
  const listener = createSocketServer();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const accepted = once(listener, "connection") as Promise<[Socket]>;
  const client = connect(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`);
  const [socket] = await accepted;
  const peer = new Peer(socket, "client");
  writeSettings(peer.out, [[SettingId.maxConcurrentStreams, 10]]);
  peer.flush();

  const request = client.request({ ":path": "/one", "x-octets": EVERY_OCTET, ":method": "POST" });
  request.end("question");
  await peer.until(() => peer.heard.includes("end 1"));
  expect(peer.heard.find((line) => line.startsWith("headers 1"))).toContain(
    JSON.stringify(["x-octets", EVERY_OCTET]),
  );
  expect(peer.bodies.get(1)).toBe("question");

  const answer = once(request, "response");
  const trailers = once(request, "trailers");
  peer.headers(
    1,
    [
      [":status", "200"],
      ["x-back", EVERY_OCTET],
    ],
    false,
  );
  writeData(peer.out, 1, span("answer"), false);
  peer.headers(1, [["x-trailer", "last"]], true);
  peer.flush();
  request.setEncoding("latin1");
  expect((await answer)[0]).toMatchObject({ ":status": 200, "x-back": EVERY_OCTET });
  expect((await request.toArray()).join("")).toBe("answer");
  expect((await trailers)[0]).toMatchObject({ "x-trailer": "last" });

  const refused = client.request({ ":path": "/two" });
  const failed = once(refused, "error");
  await peer.until(() => peer.heard.includes("end 3"));
  const gone = once(client, "goaway");
  writeReset(peer.out, 3, ErrorCode.enhanceYourCalm);
  writeGoaway(peer.out, 3, ErrorCode.noError, Buffer.from("bye"));
  peer.flush();
  await failed.catch(() => undefined);
  expect(refused.rstCode).toBe(ErrorCode.enhanceYourCalm);
  expect((await gone).slice(0, 3)).toEqual([ErrorCode.noError, 3, Buffer.from("bye")]);
  expect(peer.heard.filter((line) => line.startsWith("fault"))).toEqual([]);
  client.destroy();
  socket.destroy();
  listener.close();
});
