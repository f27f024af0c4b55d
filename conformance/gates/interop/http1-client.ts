// Node's own client of HTTP/1.1, in the clear or over TLS.

import {
  Agent,
  request as clearRequest,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { pipeline, Readable } from "node:stream";
import { type Answer, type Ask, type Client, fieldsOf, type Front, Incoming } from "./client.ts";

const socketsMax = 32;

export function http1Client(front: Front): Client {
  const { ca, port } = front;
  const limits = { keepAlive: true, maxSockets: socketsMax };
  const agent = ca === undefined ? new Agent(limits) : new SecureAgent({ ...limits, ca });
  const place = { host: "127.0.0.1", port, servername: "localhost", agent };
  return {
    protocol: "h1",
    ask: (ask) => exchange(open(ask, place, ca !== undefined), ask),
    close: () => {
      agent.destroy();
    },
  };
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly servername: string;
  readonly agent: Agent;
}

/** Undefined members are absent ones. */
function open(ask: Ask, place: Place, isSecure: boolean): ClientRequest {
  const { method = "GET", path, headers, signal, trailers } = ask;
  const names = Object.keys(trailers ?? {});
  const told = names.length === 0 ? {} : { trailer: names.join(", ") };
  const options = {
    ...place,
    method,
    path,
    headers: { host: "localhost", ...told, ...headers },
    ...(signal === undefined ? {} : { signal }),
  };
  return isSecure ? secureRequest(options) : clearRequest(options);
}

function exchange(request: ClientRequest, ask: Ask): Promise<Answer> {
  return new Promise((resolve) => {
    const incoming = new Incoming(ask);
    request.on("error", () => {
      resolve(incoming.answer("cut"));
    });
    request.on("information", ({ statusCode }) => incoming.interims.push(statusCode));
    request.on("continue", () => {
      send(request, ask);
    });
    request.on("response", (response: IncomingMessage) => {
      incoming.status = response.statusCode ?? 0;
      incoming.headers = fieldsOf(response.headers);
      response.on("error", () => undefined);
      response.on("data", (piece: Buffer) => {
        incoming.took(piece);
      });
      response.on("close", () => {
        incoming.trailers = fieldsOf(response.trailers);
        resolve(incoming.answer(response.complete ? "complete" : "cut"));
      });
    });
    if (ask.waits !== true) send(request, ask);
    else request.flushHeaders();
  });
}

function send(request: ClientRequest, { body, trailers }: Ask): void {
  if (trailers !== undefined) request.addTrailers(trailers);
  if (body instanceof Readable) pipeline(body, request, () => undefined);
  else request.end(body);
}
