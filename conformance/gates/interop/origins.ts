// The origins behind the proxy: Node's own servers of HTTP/1.1 and HTTP/2, one handler for both. What
// is answered is said by the last part of the path; the first part chose the origin.

import { createHash } from "node:crypto";
import {
  createServer as createHttp1,
  type IncomingMessage,
  type Server,
  ServerResponse,
} from "node:http";
import {
  createServer as createHttp2,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { type Duplex, pipeline, Readable, type Writable } from "node:stream";
import { listening } from "../sockets/ports.ts";
import { bodyPieces, type Flow } from "./flow.ts";

type Asked = IncomingMessage | Http2ServerRequest;
type Answering = ServerResponse | Http2ServerResponse;

export interface Origins {
  readonly http1Port: number;
  readonly http2Port: number;
  /** By the label of the exchange: what the origin sent or took. */
  readonly flows: Map<string, Flow>;
  /** Labels of exchanges whose client went before its answer was complete. */
  readonly left: Set<string>;
  readonly close: () => void;
}

/** The field by which both ends of an exchange know it. */
export const labelField = "x-label";

/** Of an answer that is cut short. */
export const cutBytes = 100_000;
const sentBytes = 1000;
const slowMillis = 20;

export async function startOrigins(): Promise<Origins> {
  const flows = new Map<string, Flow>();
  const left = new Set<string>();
  const desk = { flows, left };
  const http1: Server = createHttp1((asked, answer) => {
    serve(desk, asked, answer);
  });
  const http2: Http2Server = createHttp2((asked, answer) => {
    serve(desk, asked, answer);
  });
  http1.on("upgrade", (_asked, socket: Duplex, head: Buffer) => {
    socket.on("error", () => undefined);
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
    );
    socket.write(head);
    socket.pipe(socket);
  });
  // Exchanges are aborted on purpose.
  http2.on("sessionError", () => undefined);
  const [http1Port, http2Port] = [await listening(http1), await listening(http2)];
  const close = (): void => {
    http1.closeAllConnections();
    http1.close();
    http2.close();
  };
  return { http1Port, http2Port, flows, left, close };
}

type Desk = Pick<Origins, "flows" | "left">;
type Handler = (desk: Desk, asked: Asked, answer: Answering) => void;

const handlers: Readonly<Record<string, Handler>> = {
  plain: (_desk, _asked, answer) => {
    answer.setHeader("content-length", "6");
    answer.end("answer");
  },
  chunked: (_desk, _asked, answer) => {
    for (const piece of ["one ", "two ", "three"]) write(answer, piece);
    answer.end();
  },
  /** HTTP/1: no length and no chunks, the end of the connection is the end of the answer. */
  closed: (_desk, _asked, answer) => {
    if (answer instanceof ServerResponse) {
      answer.useChunkedEncodingByDefault = false;
      answer.shouldKeepAlive = false;
    }
    answer.end("until the end");
  },
  204: (_desk, _asked, answer) => {
    answer.writeHead(204).end();
  },
  304: (_desk, _asked, answer) => {
    answer.writeHead(304, { etag: '"one"' }).end();
  },
  trailers: (_desk, asked, answer) => {
    asked.resume().on("end", () => {
      answer.setHeader("trailer", "x-after");
      write(answer, String(asked.trailers["x-before"]));
      answer.addTrailers({ "x-after": "told last" });
      answer.end();
    });
  },
  hints: (_desk, _asked, answer) => {
    answer.writeEarlyHints({ link: "</a.css>; rel=preload" });
    answer.end("answer");
  },
  echo: (_desk, asked, answer) => {
    pipeline(asked, answer, () => undefined);
  },
  cut: (_desk, _asked, answer) => {
    answer.setHeader("content-length", String(cutBytes));
    write(answer, Buffer.alloc(sentBytes), () => answer.destroy());
  },
  /** Goes on for ever: only who writes learns that a client of HTTP/1 did more than half-close. */
  slow: ({ left }, asked, answer) => {
    const label = labelOf(asked);
    const writing = setInterval(() => {
      write(answer, Buffer.alloc(sentBytes));
    }, slowMillis);
    answer.on("close", () => {
      clearInterval(writing);
      left.add(label);
    });
  },
  download: ({ flows }, asked, answer) => {
    const flow = flows.get(labelOf(asked));
    if (flow === undefined) throw new Error("a download that nobody announced");
    answer.setHeader("content-length", String(flow.totalBytes));
    pipeline(Readable.from(bodyPieces(flow)), answer, () => undefined);
  },
  upload: ({ flows }, asked, answer) => {
    const flow = flows.get(labelOf(asked));
    if (flow === undefined) throw new Error("an upload that nobody announced");
    const hash = createHash("sha256");
    asked.on("data", (piece: Buffer) => {
      flow.took(piece.length);
      hash.update(piece);
    });
    asked.on("end", () => {
      answer.end(hash.digest("hex"));
    });
  },
};

function serve(desk: Desk, asked: Asked, answer: Answering): void {
  asked.on("error", () => undefined);
  answer.on("error", () => undefined);
  const name = asked.url?.split("/").at(-1) ?? "";
  const handler = handlers[name];
  if (handler === undefined) answer.writeHead(404).end();
  else handler(desk, asked, answer);
}

/** The two kinds of answers agree on this only as what they both are. */
function write(answer: Writable, piece: Buffer | string, written?: () => void): void {
  answer.write(piece, written);
}

function labelOf({ headers }: Asked): string {
  return String(headers[labelField]);
}
