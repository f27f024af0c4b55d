// LOG-FIELDS: what a record says of the request, of its client and of their connection is what was there.
// LOG-PROTOCOL, LOG-TAGS and LOG-RTT are the same of the listener, the frontend and the handshakes.
import type { AccessRecord } from "../../model/access/record.ts";
import type { PeerLinked } from "../../observe/access.ts";
import { pathOf, sameAuthority } from "./pairs.ts";
import type { Situation } from "./situation.ts";
import { textOf, type Verdict } from "./verdict.ts";

const rule = "LOG-FIELDS";

export function fieldLaws(situation: Situation): readonly (Verdict | undefined)[] {
  return [
    requestLine(situation),
    clientAddress(situation),
    userAgent(situation),
    sentField(situation, "x-request-id", "xRequestId"),
    sentField(situation, "x-forwarded-for", "forwardedFor"),
    reason(situation),
    tls(situation),
    protocol(situation),
    tags(situation),
    clientRtt(situation),
    serverRtt(situation),
  ];
}

/** What was refused before it could be read has none of them. */
function requestLine({ record, client }: Situation): Verdict | undefined {
  if (client.method === undefined || record.method === undefined) return undefined;
  return {
    rule,
    holds:
      record.method === client.method &&
      record.path === pathOf(client) &&
      sameAuthority(record.authority, client.authority),
    message: "a record is about another request",
    expected: `${client.method} ${textOf(client.authority)} ${textOf(pathOf(client))}`,
    actual: `${record.method} ${textOf(record.authority)} ${textOf(record.path)}`,
    identifies: true,
    wrong: { method: "OTHER" },
  };
}

function clientAddress(situation: Situation): Verdict | undefined {
  const { record, client, front, peers, logged } = situation;
  if (!peers.isKnown || peers.isShared(logged.worker, record.sessionAddress)) return undefined;
  return {
    rule,
    holds: front?.peer === client.actor,
    message: "a record names an address that is not its client's",
    expected: `one of ${client.actor}`,
    actual: textOf(record.sessionAddress),
    identifies: true,
    wrong: { sessionAddress: "192.0.2.1:1" },
  };
}

function userAgent({ record, client }: Situation): Verdict | undefined {
  if (record.method === undefined) return undefined;
  const sent = fieldOf(client.requestFields, "user-agent");
  if (sent.length > 1) return undefined;
  return {
    rule,
    holds: record.userAgent === sent[0],
    message: "a record bears another user agent",
    expected: textOf(sent[0]),
    actual: textOf(record.userAgent),
    wrong: { userAgent: "of another" },
  };
}

/** What a client did not send, the proxy may say on its own. */
function sentField(
  { record, client }: Situation,
  name: string,
  key: "xRequestId" | "forwardedFor",
): Verdict | undefined {
  const sent = fieldOf(client.requestFields, name);
  if (record.method === undefined || sent.length === 0) return undefined;
  const [first = ""] = sent;
  return {
    rule,
    holds: record[key]?.startsWith(first) ?? false,
    message: `a record bears another ${name}`,
    expected: textOf(first),
    actual: textOf(record[key]),
    wrong: { [key]: "of another" },
  };
}

/** Where its back end gave one, it is that one; else what the client reads, or none. */
function reason({ record, client, answering }: Situation): Verdict | undefined {
  const isDead = client.answerTo !== undefined && answering === undefined;
  if (client.answer === undefined || record.status !== client.answer || isDead) return undefined;
  const given = answering?.answerReason ?? "";
  const possible = given === "" ? ["", client.answerReason ?? ""] : [given];
  return {
    rule,
    holds: possible.includes(record.reason ?? ""),
    message: "a record bears another reason phrase than the answer",
    expected: possible.map(textOf).join(" or "),
    actual: textOf(record.reason),
    wrong: { reason: "Of another" },
  };
}

/** In the clear there is nothing of it; behind TLS what the handshake came to. */
function tls({ record, front }: Situation): Verdict | undefined {
  if (front === undefined) return undefined;
  const { tlsVersion, tlsCipher, tlsServerName, tlsAlpn } = record;
  const shown = [tlsVersion, tlsCipher, tlsServerName, tlsAlpn].map(textOf).join(", ");
  const { version, cipher, serverName, alpn } = front.tls ?? inTheClear;
  const expected = [version, cipher, serverName, alpn].map(textOf).join(", ");
  return {
    rule,
    holds: shown === expected,
    message: "a record says other things of TLS than its connection has",
    expected,
    actual: shown,
    wrong: { tlsCipher: `${cipher ?? "NULL"}_OF_ANOTHER` },
  };
}

const inTheClear = {
  version: undefined,
  cipher: undefined,
  serverName: undefined,
  alpn: undefined,
};

function protocol({ record, front, configuration }: Situation): Verdict | undefined {
  const expected = configuration.protocolAt(front?.listener);
  if (expected === undefined) return undefined;
  return {
    rule: "LOG-PROTOCOL",
    holds: record.protocol === expected,
    message: "a record bears another protocol than its listener",
    expected,
    actual: textOf(record.protocol),
    wrong: { protocol: expected === "http" ? "https" : "http" },
  };
}

function tags({ record, client, configuration }: Situation): Verdict | undefined {
  const frontends = configuration.frontendsOf(client.authority);
  if (frontends === undefined || record.method === undefined) return undefined;
  const shown = record.tags.toSorted().join();
  const possible = new Set(frontends.map((frontend) => frontend.tags.join()));
  const isRefused = client.answer === 400 && client.answerTo === undefined;
  if (possible.size === 0 || isRefused) possible.add("");
  return {
    rule: "LOG-TAGS",
    holds: possible.has(shown),
    message: "a record bears other tags than the host has",
    expected: [...possible].map(textOf).join(" or "),
    actual: textOf(shown),
    wrong: { tags: ["of=another"] },
  };
}

/** LOG-RTT: where the two sockets have the same, a swap would not show. */
function clientRtt({ record, front }: Situation): Verdict | undefined {
  const { clientRttMicros: shown } = record;
  if (front === undefined || shown === undefined) return undefined;
  return rtt("clientRttMicros", shown, [front]);
}

function serverRtt({ record, peers, logged }: Situation): Verdict | undefined {
  const { serverRttMicros: shown, backendAddress } = record;
  if (shown === undefined || !peers.isKnown) return undefined;
  return rtt("serverRttMicros", shown, peers.backsAt(logged.worker, backendAddress));
}

function rtt(
  name: "clientRttMicros" | "serverRttMicros",
  shown: number,
  possible: readonly PeerLinked[],
): Verdict {
  let holds = false;
  let longest = 0;
  for (const { rttMicros } of possible) {
    holds ||= rttMicros === shown;
    longest = Math.max(longest, rttMicros);
  }
  const wrong: Partial<AccessRecord> = { [name]: longest + 1 };
  return {
    rule: "LOG-RTT",
    holds,
    message: `the round trip of the ${name === "clientRttMicros" ? "client" : "back end"} is another's`,
    // A back end may have been dialled thousands of times: they are named where that is needed.
    expected: holds ? textOf(shown) : possible.map(({ rttMicros }) => rttMicros).join(" or "),
    actual: textOf(shown),
    wrong,
  };
}

function fieldOf(
  fields: readonly (readonly [name: string, value: string])[],
  name: string,
): readonly string[] {
  return fields.filter(([known]) => known.toLowerCase() === name).map(([, value]) => value);
}
