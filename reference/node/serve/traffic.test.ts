// The proxy between clients and origins that are Node's own, on real sockets: cleartext and TLS,
// HTTP/1.1 and HTTP/2 on either side, workers in this process and in processes of their own.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, request, type IncomingMessage, type Server } from "node:http";
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type ClientHttp2Session,
  type Http2Server,
  type ServerHttp2Stream,
} from "node:http2";
import { request as secureRequest } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort } from "../host/testing/free-port.ts";
import type { RunningProxy } from "./proxy.ts";
import { serve } from "./serve.ts";

const tls = join(process.cwd(), "fixtures/tls");
const ca = readFileSync(join(tls, "ca.pem"));
const compiled = [
  join(import.meta.dirname, "worker-process.js"),
  join(process.cwd(), "dist/reference/node/serve/worker-process.js"),
];
const workerEntry = compiled.find((path) => existsSync(path));

interface Ports {
  readonly clear: number;
  readonly secure: number;
  readonly http1: number;
  readonly http2: number;
}

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function portOf(server: Server | Http2Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Answers what it was asked, and how many bytes came with it. */
const http1Origin = (): Server =>
  createServer((asked, answer) => {
    let received = 0;
    asked.on("data", (chunk: Buffer) => (received += chunk.length));
    asked.on("end", () => {
      answer.setHeader("x-seen", asked.headers["x-seen"] ?? "");
      answer.end(`http1 ${asked.method ?? ""} ${asked.url ?? ""} ${received}`);
    });
  });

const http2Origin = (): Http2Server => {
  const server = createHttp2Server();
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    let received = 0;
    stream.on("error", () => undefined);
    stream.on("data", (chunk: Buffer) => (received += chunk.length));
    stream.on("end", () => {
      stream.respond({ ":status": 200 });
      stream.end(`http2 ${String(headers[":method"])} ${String(headers[":path"])} ${received}`);
    });
  });
  return server;
};

const configuration = (ports: Ports): string => `
command_socket = "./k.sock"
worker_count = 2
access_logs_target = "file://access.log"
[[listeners]]
protocol = "http"
address = "127.0.0.1:${ports.clear}"
[[listeners]]
protocol = "https"
address = "127.0.0.1:${ports.secure}"
certificate = "${tls}/localhost.pem"
key = "${tls}/localhost.key"
[clusters.one]
protocol = "http"
frontends = [
  { address = "127.0.0.1:${ports.clear}", hostname = "a.test" },
  { address = "127.0.0.1:${ports.secure}", hostname = "a.test" },
  { address = "127.0.0.1:${ports.secure}", hostname = "b.test", certificate = "${tls}/other.pem", key = "${tls}/other.key" },
]
backends = [{ address = "127.0.0.1:${ports.http1}" }]
[clusters.two]
protocol = "http"
http2 = true
frontends = [
  { address = "127.0.0.1:${ports.clear}", hostname = "two.a.test" },
  { address = "127.0.0.1:${ports.secure}", hostname = "two.a.test" },
]
backends = [{ address = "127.0.0.1:${ports.http2}" }]
[clusters.gone]
protocol = "http"
frontends = [{ address = "127.0.0.1:${ports.clear}", hostname = "gone.a.test" }]
backends = [{ address = "127.0.0.1:1" }]
`;

function collected(from: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    from.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
    from.on("end", () => {
      resolve(text);
    });
    from.on("error", reject);
  });
}

interface Asking {
  readonly host: string;
  readonly method?: string;
  readonly body?: Buffer;
  readonly agent?: Agent;
}

function askHttp1(
  port: number,
  { host, method = "GET", body, agent }: Asking,
  isSecure = false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, method, path: "/p?q", headers: { host } };
    const receive = (answer: IncomingMessage): void => {
      void collected(answer).then((text) => {
        resolve({ status: answer.statusCode, body: text, headers: answer.headers });
      }, reject);
    };
    const asking = isSecure
      ? secureRequest({ ...options, ca, servername: host }, receive)
      : request({ ...options, ...(agent === undefined ? {} : { agent }) }, receive);
    asking.on("error", reject);
    asking.end(body);
  });
}

function askHttp2(
  session: ClientHttp2Session,
  { host, method = "GET", body }: Asking,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { ":method": method, ":path": "/p?q", ":authority": host };
    const stream = session.request(headers, { endStream: body === undefined });
    let status: number | undefined;
    stream.on("response", (answer) => {
      status = answer[":status"];
    });
    stream.on("error", reject);
    void collected(stream).then((text) => {
      resolve({ status, body: text, headers: {} });
    }, reject);
    stream.end(body);
  });
}

describe.each([
  ["in process", true],
  ["in processes", false],
])("workers %s", (_name, inProcess) => {
  const isPossible = inProcess || workerEntry !== undefined;
  const origins = { http1: http1Origin(), http2: http2Origin() };
  const directory = mkdtempSync(join(tmpdir(), "kakehi-traffic-"));
  const log: string[] = [];
  let ports: Ports;
  let proxy: RunningProxy;

  beforeAll(async () => {
    ports = {
      clear: await freePort(),
      secure: await freePort(),
      http1: await portOf(origins.http1),
      http2: await portOf(origins.http2),
    };
    const file = join(directory, "config.toml");
    writeFileSync(file, configuration(ports));
    proxy = await serve({
      configuration: file,
      inProcess,
      log: (line) => log.push(line),
      ...(workerEntry === undefined ? {} : { workerEntry }),
    });
    const listening = (): number => log.filter((line) => line.includes("listening on 127")).length;
    await vi.waitUntil(() => listening() === 2, { timeout: 20_000 });
  });

  afterAll(async () => {
    await proxy.stop();
    origins.http1.close();
    origins.http2.close();
    rmSync(directory, { recursive: true });
  });

  const body = Buffer.alloc(300_000, "x");

  test.skipIf(!isPossible)("HTTP/1.1 in front of both, in the clear", async () => {
    for (const [host, kind] of [
      ["a.test", "http1"],
      ["two.a.test", "http2"],
    ] as const) {
      const got = await askHttp1(ports.clear, { host });
      expect([got.status, got.body]).toEqual([200, `${kind} GET /p?q 0`]);
      const put = await askHttp1(ports.clear, { host, method: "PUT", body });
      expect([put.status, put.body]).toEqual([200, `${kind} PUT /p?q 300000`]);
    }
  });

  test.skipIf(!isPossible)("HTTP/2 in front of both, by prior knowledge and over TLS", async () => {
    const clear = connectHttp2(`http://127.0.0.1:${ports.clear}`);
    const secure = connectHttp2(`https://127.0.0.1:${ports.secure}`, { ca, servername: "a.test" });
    for (const session of [clear, secure]) {
      const asked = ["a.test", "two.a.test"].flatMap((host) => [
        askHttp2(session, { host }),
        askHttp2(session, { host, method: "PUT", body }),
      ]);
      const answers = await Promise.all(asked);
      expect(answers.map((each) => `${each.status ?? 0} ${each.body}`)).toEqual([
        "200 http1 GET /p?q 0",
        "200 http1 PUT /p?q 300000",
        "200 http2 GET /p?q 0",
        "200 http2 PUT /p?q 300000",
      ]);
      session.close();
    }
    expect(secure.alpnProtocol).toBe("h2");
  });

  test.skipIf(!isPossible)("HTTP/1.1 over TLS; each name is shown its certificate", async () => {
    for (const host of ["a.test", "two.a.test", "b.test"]) {
      const answer = await askHttp1(ports.secure, { host }, true);
      expect(answer.status).toBe(200);
    }
  });

  test.skipIf(!isPossible)("ROUTE-421, ROUTE-404, ROUTE-503 on the wire", async () => {
    const secure = connectHttp2(`https://127.0.0.1:${ports.secure}`, { ca, servername: "a.test" });
    expect(await askHttp2(secure, { host: "b.test" })).toMatchObject({ status: 421 });
    secure.close();
    expect(await askHttp1(ports.clear, { host: "c.test" })).toMatchObject({ status: 404 });
    expect(await askHttp1(ports.clear, { host: "gone.a.test" })).toMatchObject({ status: 503 });
  });

  test.skipIf(!isPossible)(
    "a kept connection serves many requests, each of several a worker",
    async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 4 });
      const asked = Array.from({ length: 40 }, () =>
        askHttp1(ports.clear, { host: "a.test", agent }),
      );
      const answers = await Promise.all(asked);
      agent.destroy();
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    },
  );

  test.skipIf(!isPossible)("LOG-EXACTLY-ONE: each has its record in the file named", async () => {
    const hosts = ["a.test", "two.a.test", "c.test", "gone.a.test"];
    for (const host of hosts) await askHttp1(ports.clear, { host, method: "PATCH" });
    const text = (): string => readFileSync(join(directory, "access.log"), "utf8");
    const records = (): string[] => text().match(/^.*"PATCH".*$/gmu) ?? [];
    await vi.waitUntil(() => records().length === hosts.length);
    expect(records().map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ authority: "a.test", path: "/p?q", status: 200 }),
      expect.objectContaining({ authority: "two.a.test", path: "/p?q", status: 200 }),
      expect.objectContaining({ authority: "c.test", path: "/p?q", status: 404 }),
      expect.objectContaining({ authority: "gone.a.test", path: "/p?q", status: 503 }),
    ]);
  });

  test.skipIf(!isPossible)(
    "H1-HALF-CLOSE: a client that has said all still gets its answer",
    async () => {
      const socket = connect({ host: "127.0.0.1", port: ports.clear, allowHalfOpen: true });
      socket.end("GET /half HTTP/1.1\r\nhost: a.test\r\n\r\n");
      expect(await collected(socket)).toContain("http1 GET /half 0");
    },
  );

  test.skipIf(!isPossible)(
    "a handshake that fails, a client that resets: nobody else notices",
    async () => {
      const wrong = connect({ host: "127.0.0.1", port: ports.secure });
      wrong.on("error", () => undefined);
      wrong.write("GET / HTTP/1.1\r\n\r\n");
      await new Promise((resolve) => wrong.once("close", resolve).resume());
      const rude = connect({ host: "127.0.0.1", port: ports.clear });
      await new Promise((resolve) => rude.once("connect", resolve));
      rude.write("GET /x HTTP/1.1\r\nhost: a.test\r\n\r\n");
      rude.resetAndDestroy();
      expect(await askHttp1(ports.secure, { host: "a.test" }, true)).toMatchObject({ status: 200 });
    },
  );
});
