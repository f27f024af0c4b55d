// Node's own client of HTTP/2: by prior knowledge in the clear, by ALPN over TLS. All exchanges are
// streams of one connection.

import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import { pipeline, Readable } from "node:stream";
import { type Answer, type Ask, type Client, fieldsOf, type Front, Incoming } from "./client.ts";

/** Resolves when the connection speaks HTTP/2. */
export async function http2Client({ ca, port }: Front): Promise<Client> {
  const session =
    ca === undefined
      ? connect(`http://127.0.0.1:${port}`)
      : connect(`https://127.0.0.1:${port}`, { ca, servername: "localhost" });
  session.on("error", () => undefined);
  await once(session, "connect");
  if (ca !== undefined && session.alpnProtocol !== "h2") throw new Error("ALPN did not choose h2");
  return {
    protocol: "h2",
    ask: (ask) => exchange(session, ask),
    close: () => {
      session.close();
    },
  };
}

function exchange(session: ClientHttp2Session, ask: Ask): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = open(session, ask);
    const incoming = new Incoming(ask);
    let isWhole = false;
    stream.on("error", () => undefined);
    stream.on("headers", (headers) => incoming.interims.push(headers[":status"] ?? 0));
    stream.on("continue", () => {
      send(stream, ask);
    });
    stream.on("response", (headers) => {
      incoming.status = headers[":status"] ?? 0;
      incoming.headers = fieldsOf(headers);
    });
    stream.on("trailers", (trailers: IncomingHttpHeaders) => {
      incoming.trailers = fieldsOf(trailers);
    });
    stream.on("data", (piece: Buffer) => {
      incoming.took(piece);
    });
    stream.on("end", () => (isWhole = true));
    stream.on("close", () => {
      const isProper = isWhole && stream.rstCode === constants.NGHTTP2_NO_ERROR;
      resolve(incoming.answer(isProper ? "complete" : "cut"));
    });
    if (ask.waits !== true) send(stream, ask);
  });
}

function open(session: ClientHttp2Session, ask: Ask): ClientHttp2Stream {
  const { method = "GET", path, headers, body, trailers, signal } = ask;
  const fields = { ":method": method, ":path": path, ":authority": "localhost", ...headers };
  const stream = session.request(fields, {
    endStream: body === undefined && trailers === undefined,
    waitForTrailers: trailers !== undefined,
    ...(signal === undefined ? {} : { signal }),
  });
  stream.on("wantTrailers", () => {
    stream.sendTrailers(trailers ?? {});
  });
  return stream;
}

function send(stream: ClientHttp2Stream, { body }: Ask): void {
  if (body instanceof Readable) pipeline(body, stream, () => undefined);
  else stream.end(body);
}
