// H1-HOST: a request says once, and in proper form, which host it is for; so does what is sent on.
import { requestTimeout } from "../../model/http-codes.ts";
import { type Message, valuesOf } from "../../model/http1/message.ts";
import { statusOf } from "../../model/http1/cut-answers.ts";
import { isBeyondAnswer } from "./beyond.ts";
import type { Dialogue } from "./dialogue.ts";
import { type Finding, replacedAt, withStatus } from "./finding.ts";

const rule = "H1-HOST";

/** RFC 3986 §3.2.2, with a port and without a user. */
const proper = /^(\[[0-9a-fA-F:.]+\]|[0-9A-Za-z\-._~!$&'()*+,;=%]+)(:\d*)?$/;

/** A client's connection: the first request whose host is wrong. */
export function answered(dialogue: Dialogue): Finding | undefined {
  const { line, requests, finals, answering } = dialogue;
  const place = requests.messages.findIndex((message) => wrongOf(message) !== undefined);
  const message = requests.messages[place];
  const wrong = message === undefined ? undefined : wrongOf(message);
  const answer = finals[place];
  // Who closed before it came to this one did not judge it.
  if (wrong === undefined) return undefined;
  const isSilent = answer === undefined;
  if (isSilent && (finals.length < place || isBeyondAnswer(dialogue, place))) return undefined;
  // TIMEOUT-REQUEST: whose head comes too late is told that, whatever is wrong with it.
  if (answer !== undefined && statusOf(answer) === requestTimeout && place >= line.lateFrom) {
    return undefined;
  }
  const shown =
    answer === undefined
      ? { piece: answering.pieces.at(-1), falsified: undefined }
      : withStatus(answering, answer.from, 404);
  return {
    rule,
    holds: answer !== undefined && statusOf(answer) === 400,
    what: wrong,
    expected: "400",
    actual: answer === undefined ? "no answer" : `${statusOf(answer)}`,
    ...shown,
  };
}

function wrongOf({ fields, start }: Message): string | undefined {
  const hosts = valuesOf(fields, "host");
  const [host] = hosts;
  if (hosts.length > 1) return "several hosts";
  if (host === undefined) return start[2] === "HTTP/1.0" ? undefined : "no host";
  return proper.test(host) ? undefined : `the host "${host}"`;
}

/** An origin's connection. */
export function forwarded({ requests, asking }: Dialogue): Finding | undefined {
  const [first] = requests.messages;
  if (first === undefined) return undefined;
  const wrong = requests.messages.find(({ fields }) => valuesOf(fields, "host").length !== 1);
  const place = asking.text.indexOf("\r\n", first.from);
  return {
    rule,
    holds: wrong === undefined,
    what: "what an origin was sent",
    expected: "one host",
    actual: wrong === undefined ? "one" : `${valuesOf(wrong.fields, "host").length} hosts`,
    ...replacedAt(asking, place, /^\r\n/, "\r\nhost: another.example\r\n"),
  };
}
