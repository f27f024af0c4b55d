// Node's own HTTP on the other side of a socket: what it writes is read, what is written it reads.

import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { expect, test } from "vitest";
import {
  encodeChunkEnd,
  encodeChunkStart,
  encodeLastChunk,
  encodeRequestHead,
  encodeResponseHead,
  rawBytes,
} from "./encoder.ts";
import { RequestParser } from "./request-parser.ts";
import { ResponseParser } from "./response-parser.ts";
import { transcript } from "./transcript.ts";

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function received(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString("latin1");
}

/** A date is another one every day. */
const undated = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/ \| date: [^|]+ GMT/, ""));

function answer(message: IncomingMessage, response: ServerResponse): void {
  const answers = new Map([
    [
      "/hints",
      () => {
        response.writeEarlyHints({ link: "</a>; rel=preload" });
        response.end("hinted");
      },
    ],
    [
      "/chunked",
      () => {
        response.setHeader("trailer", "x-sum");
        response.write("one");
        response.write("two");
        response.addTrailers({ "x-sum": "3" });
        response.end();
      },
    ],
    [
      "/length",
      () => {
        response.setHeader("content-length", "7");
        response.end("content");
      },
    ],
    [
      "/none",
      () => {
        response.statusCode = 204;
        response.end();
      },
    ],
    [
      "/echo",
      () => {
        message.pipe(response);
      },
    ],
    [
      "/close",
      () => {
        response.shouldKeepAlive = false;
        response.end("bye");
      },
    ],
  ]);
  answers.get(message.url ?? "")?.();
}

test("what Node's server answers is read: interim, chunked with trailers, none, to HEAD, the last", async () => {
  const server = createServer(answer);
  const port = await listening(server);
  const asked = [
    ["GET", "/hints"],
    ["GET", "/chunked"],
    ["GET", "/none"],
    ["HEAD", "/length"],
    ["POST", "/echo"],
    ["GET", "/close"],
  ] as const;
  const parser = new ResponseParser();
  const socket = connect(port, "127.0.0.1");
  for (const [method, target] of asked) {
    parser.expect({ method, isUpgradeAsked: false });
    const host = { name: "host", value: "h" };
    const body = [encodeChunkStart(5), rawBytes("hello"), encodeChunkEnd(), encodeLastChunk()];
    const coding = { name: "transfer-encoding", value: "chunked" };
    const pieces =
      method === "POST"
        ? [encodeRequestHead({ method, target }, [host, coding]), ...body]
        : [encodeRequestHead({ method, target }, [host])];
    for (const piece of pieces) socket.write(piece);
  }
  const pieces: Buffer[] = [];
  for await (const piece of socket as AsyncIterable<Buffer>) pieces.push(piece);
  server.close();
  expect(
    undated(transcript(parser, pieces, "fin")).map((line) => line.replace(/ \| connection.*/, "")),
  ).toEqual([
    "103 Early Hints 1.1 interim | link: </a>; rel=preload",
    "200 OK 1.1 length 6",
    "body hinted",
    "end",
    "200 OK 1.1 chunked | trailer: x-sum",
    "body onetwo",
    "end | x-sum: 3",
    "204 No Content 1.1 none",
    "end",
    "200 OK 1.1 none | content-length: 7",
    "end",
    "200 OK 1.1 chunked",
    "body hello",
    "end",
    "200 OK 1.1 length 3 last",
    "body bye",
    "end",
    "closed",
  ]);
});

/** Reads one request to its end and answers it. */
function serve(socket: Socket, lines: string[], reply: readonly Uint8Array[]): void {
  const parser = new RequestParser();
  socket.on("data", (piece: Buffer) => {
    lines.push(...transcript(parser, [piece]));
    const isWhole = lines.some((line) => line.startsWith("end"));
    for (const bytes of isWhole ? reply : []) socket.write(bytes);
  });
}

test("what Node's client asks is read, and what is answered it understands", async () => {
  const lines: string[] = [];
  const coding = { name: "transfer-encoding", value: "chunked" };
  const reply = [
    encodeResponseHead({ status: 103 }, [{ name: "link", value: "</a>" }]),
    encodeResponseHead({ status: 200 }, [coding, { name: "connection", value: "close" }]),
    encodeChunkStart(3, 'a="b"'),
    rawBytes("abc"),
    encodeChunkEnd(),
    encodeLastChunk([{ name: "x-sum", value: "9" }]),
  ];
  const server = createTcpServer((socket) => {
    serve(socket, lines, reply);
  });
  const port = await listening(server);
  const asked = request({
    port,
    host: "127.0.0.1",
    method: "PUT",
    path: "/p?q",
    headers: { "X-A": "\xe9" },
  });
  const hints: unknown[] = [];
  asked.on("information", ({ statusCode }) => hints.push(statusCode));
  asked.write("hel");
  asked.end("lo");
  const response = await new Promise<IncomingMessage>((resolve) => asked.on("response", resolve));
  expect(await received(response)).toBe("abc");
  server.close();
  expect([response.statusCode, response.statusMessage, response.trailers, hints]).toEqual([
    200,
    "OK",
    { "x-sum": "9" },
    [103],
  ]);
  expect(lines[0]).toMatch(/^PUT \/p\?q 1\.1 chunked/);
  expect(lines[0]).toContain(" | x-a: \xe9");
  expect(
    lines
      .filter((line) => line.startsWith("body "))
      .map((line) => line.slice(5))
      .join(""),
  ).toBe("hello");
});
