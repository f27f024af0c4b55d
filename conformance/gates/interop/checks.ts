// What has to work whoever speaks which version on which side: one exchange or a few, and what both
// ends saw of them. A check says what is wrong, or nothing.

import { request } from "node:http";
import { request as secureRequest } from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import type { Answer, Ask, Client, Front } from "./client.ts";
import { cutBytes, labelField, type Origins } from "./origins.ts";

/** Who is spoken to how. */
export interface Pairing {
  readonly client: Client;
  readonly front: Front;
  readonly back: "h1" | "h2";
  readonly origins: Origins;
}

export interface Check {
  readonly name: string;
  /** Whether this pairing can do it at all; all can, when absent. */
  readonly isPossible?: (pairing: Pairing) => boolean;
  readonly run: (pairing: Pairing) => Promise<string | undefined>;
}

const streamsAtOnce = 200;
const abortsAtOnce = 20;
const patienceMillis = 10_000;
const lookMillis = 20;

export const checks: readonly Check[] = [
  { name: "an answer of known length", run: knownLength },
  { name: "an answer of unknown length", run: unknownLength },
  {
    name: "an answer that the end of the connection ends",
    isPossible: ({ back }) => back === "h1",
    run: untilTheEnd,
  },
  { name: "HEAD", run: headOnly },
  { name: "204", run: noContent },
  { name: "304", run: notModified },
  { name: "trailers of both messages", run: trailers },
  { name: "103 before the answer", run: earlyHints },
  { name: "100-continue", run: awaitedBody },
  { name: `${streamsAtOnce} exchanges at once`, run: manyAtOnce },
  { name: "an origin that breaks off", run: brokenOff },
  { name: `${abortsAtOnce} clients that break off`, run: abortMany },
  {
    name: "an upgrade",
    isPossible: ({ client, back }) => client.protocol === "h1" && back === "h1",
    run: upgrade,
  },
];

async function knownLength(pairing: Pairing): Promise<string | undefined> {
  return differs(await ask(pairing, "plain"), { text: "answer" });
}

async function unknownLength(pairing: Pairing): Promise<string | undefined> {
  return differs(await ask(pairing, "chunked"), { text: "one two three" });
}

async function untilTheEnd(pairing: Pairing): Promise<string | undefined> {
  return differs(await ask(pairing, "closed"), { text: "until the end" });
}

async function headOnly(pairing: Pairing): Promise<string | undefined> {
  const answer = await ask(pairing, "plain", { method: "HEAD" });
  return differs(answer, { text: "", headers: { "content-length": "6" } });
}

async function noContent(pairing: Pairing): Promise<string | undefined> {
  return differs(await ask(pairing, "204"), { status: 204, text: "" });
}

async function notModified(pairing: Pairing): Promise<string | undefined> {
  const answer = await ask(pairing, "304");
  return differs(answer, { status: 304, text: "", headers: { etag: '"one"' } });
}

async function trailers(pairing: Pairing): Promise<string | undefined> {
  const asked = { method: "POST", body: "body", trailers: { "x-before": "told late" } };
  const answer = await ask(pairing, "trailers", asked);
  return differs(answer, { text: "told late", trailers: { "x-after": "told last" } });
}

async function earlyHints(pairing: Pairing): Promise<string | undefined> {
  return differs(await ask(pairing, "hints"), { text: "answer", interims: [103] });
}

async function awaitedBody(pairing: Pairing): Promise<string | undefined> {
  const headers = { expect: "100-continue" };
  const asked: Partial<Ask> = { method: "POST", headers, body: "waited", waits: true };
  return differs(await ask(pairing, "echo", asked), { text: "waited", interims: [100] });
}

/** BODY-TRUNCATED */
async function brokenOff(pairing: Pairing): Promise<string | undefined> {
  const answer = await ask(pairing, "cut");
  // Nothing of it may have been forwarded yet.
  if (answer.status === 502) return undefined;
  return differs(answer, { end: "cut", headers: { "content-length": String(cutBytes) } });
}

function ask({ client, back }: Pairing, name: string, how: Partial<Ask> = {}): Promise<Answer> {
  return client.ask({ path: `/${back}/${name}`, ...how });
}

/** What an answer is not, of what it should be. */
function differs(answer: Answer, expected: Partial<Answer>): string | undefined {
  const due: Partial<Answer> = { end: "complete", status: 200, ...expected };
  const all = new Map<string, unknown>(Object.entries(answer));
  for (const [name, value] of Object.entries(due)) {
    const seen = all.get(name);
    if (!isWithin(value, seen)) {
      return `${name} is ${JSON.stringify(seen)} where ${JSON.stringify(value)} was due`;
    }
  }
  return undefined;
}

/** Of fields: those that are due are there. */
function isWithin(due: unknown, seen: unknown): boolean {
  if (typeof due !== "object" || due === null || Array.isArray(due)) {
    return JSON.stringify(due) === JSON.stringify(seen);
  }
  const fields = new Map(Object.entries(seen ?? {}));
  return Object.entries(due).every(([name, value]) => fields.get(name) === value);
}

async function manyAtOnce(pairing: Pairing): Promise<string | undefined> {
  const bodies = Array.from({ length: streamsAtOnce }, (_none, index) => `body ${index} `);
  const answers = await Promise.all(
    bodies.map((body) => ask(pairing, "echo", { method: "POST", body: body.repeat(200) })),
  );
  const wrong = answers.findIndex((answer, index) => {
    return answer.end !== "complete" || answer.text !== (bodies[index] ?? "").repeat(200);
  });
  return wrong < 0 ? undefined : `exchange ${wrong} got another's answer, or none`;
}

async function abortMany(pairing: Pairing): Promise<string | undefined> {
  const { client, back, origins } = pairing;
  const labels = Array.from({ length: abortsAtOnce }, (_none, index) => {
    return `${client.protocol} ${back} ${pairing.front.port} ${index}`;
  });
  const answers = await Promise.all(
    labels.map(async (label) => {
      const aborting = new AbortController();
      const take = (): void => {
        aborting.abort();
      };
      const headers = { [labelField]: label };
      return await ask(pairing, "slow", { headers, take, signal: aborting.signal });
    }),
  );
  if (answers.some(({ end }) => end === "complete")) return "one came to an end all the same";
  const areLeft = (): boolean => labels.every((label) => origins.left.has(label));
  return (await comes(areLeft)) ? undefined : "an origin was not told that its client is gone";
}

async function upgrade({ front }: Pairing): Promise<string | undefined> {
  const { ca, port } = front;
  const fields = { host: "localhost", connection: "upgrade", upgrade: "echo" };
  const place = { host: "127.0.0.1", port, path: "/h1/upgrade", headers: fields };
  const asked =
    ca === undefined
      ? request(place)
      : secureRequest({ ...place, ca, servername: "localhost", agent: false });
  asked.end();
  const text = await new Promise<string>((resolve, reject) => {
    asked.on("error", reject);
    asked.on("upgrade", (_response, socket) => {
      socket.on("error", reject);
      socket.on("data", (bytes: Buffer) => {
        socket.end();
        resolve(bytes.toString());
      });
      socket.write("through the tunnel");
    });
  });
  return text === "through the tunnel" ? undefined : `the tunnel gave ${JSON.stringify(text)}`;
}

/** Whether it comes to be so in time. */
export async function comes(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMillis;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) return false;
    await wait(lookMillis);
  }
  return true;
}
