// What the proxy answers by itself, in words of its own. Answers to HEAD leave the body out there too, and keep
// its length.

import { reasonOf, type HttpField } from "../../wire/index.ts";
import { edited, type HeaderEdit } from "./edit/header-edit.ts";
import type { AnswerDecision, OwnAnswer } from "./router.ts";

export type AnswerStatus =
  | 301
  | 302
  | 308
  | 400
  | 401
  | 404
  | 408
  | 413
  | 421
  | 429
  | 431
  | 500
  | 501
  | 502
  | 503
  | 504
  | 505
  | 507;

const explanations: Readonly<Record<AnswerStatus, string>> = {
  301: "What you ask for has another address for good.",
  302: "What you ask for has another address for now.",
  308: "What you ask for has another address for good; ask there with the same method.",
  400: "The request could not be understood.",
  401: "This needs a name and a password that are known here.",
  404: "Nothing is configured for this host and path.",
  408: "The request did not arrive in time.",
  413: "The request is larger than this proxy takes.",
  421: "This connection's certificate does not speak for the host asked for.",
  429: "Too many connections from your address are being served.",
  431: "The fields of the request are larger than this proxy takes.",
  500: "This proxy met a fault of its own.",
  501: "This proxy does not do what was asked for.",
  502: "The server behind this proxy gave no answer that can be passed on.",
  503: "No server behind this proxy can take the request now.",
  504: "The server behind this proxy did not answer in time.",
  505: "This version of HTTP is not spoken here.",
  507: "This proxy has no room for the answer.",
};

/** What a request could not be read to the end of, or nobody knows how: its connection ends. */
const closing: ReadonlySet<number> = new Set([400, 408, 413, 431, 500, 501, 505]);

export interface About {
  readonly cluster?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Before the other fields: Location, WWW-Authenticate, Retry-After. */
  readonly extra?: readonly HttpField[];
  readonly transport?: readonly HeaderEdit[];
  readonly notices?: readonly string[];
}

export function answerDecision(status: AnswerStatus, about: About = {}): AnswerDecision {
  const { cluster, tags = {}, extra = [], transport = [], notices = [] } = about;
  const answer = made(status, extra);
  return {
    kind: "answer",
    answer: { ...answer, fields: edited(answer.fields, transport) },
    cluster,
    tags: Object.entries(tags).map(([name, value]) => `${name}=${value}`),
    counter: counterOf(status),
    notices,
  };
}

/** A status that has no words here becomes a 503. */
export function ownAnswer(status: number): OwnAnswer {
  return made(isKnown(status) ? status : 503, []);
}

function counterOf(status: AnswerStatus): string {
  if (status === 429) return "connections.rejected_per_cluster_ip";
  if (counted.has(status)) return `http.${status}.errors`;
  return redirections.has(status) ? `http.${status}.redirection` : "http.other.errors";
}

const redirections: ReadonlySet<number> = new Set([301, 302, 308]);
const counted: ReadonlySet<number> = new Set([400, 401, 404, 408, 413, 421, 502, 503, 504, 507]);

function isKnown(status: number): status is AnswerStatus {
  return Object.hasOwn(explanations, status);
}

function made(status: AnswerStatus, extra: readonly HttpField[]): OwnAnswer {
  const body = ascii(`${status} ${reasonOf(status)}\n\n${explanations[status]}\n`);
  return {
    status,
    fields: [
      ...extra,
      // RFC 9111 §4.2.2 lets a cache keep some of these without being told.
      { name: "cache-control", value: "no-cache" },
      { name: "content-type", value: "text/plain; charset=utf-8" },
      { name: "content-length", value: `${body.length}` },
    ],
    body,
    closes: closing.has(status),
  };
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
