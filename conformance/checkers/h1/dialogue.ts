// One connection of HTTP/1 as requests and answers, cut by the checker's own reading.
import { switchingProtocols } from "../../model/http-codes.ts";
import { type Answers, cutAnswers, isFinal, statusOf } from "../../model/http1/cut-answers.ts";
import { cutRequests } from "../../model/http1/cut-requests.ts";
import { type Cut, labelOf, type Message } from "../../model/http1/message.ts";
import type { Direction, Line } from "./traffic.ts";

export interface Dialogue {
  readonly line: Line;
  /** Which direction the requests went, and which the answers. */
  readonly asking: Direction;
  readonly answering: Direction;
  readonly requests: Cut;
  readonly answers: Answers;
  /** The answers that are not interim, a 101 among them. */
  readonly finals: readonly Message[];
}

export function dialogueOf(line: Line): Dialogue {
  const isClient = line.opened.role === "client";
  const asking = isClient ? line.wrote : line.took;
  const answering = isClient ? line.took : line.wrote;
  const asked = asking.text;
  const untunnelled = cutRequests(asked, () => false);
  const methods = untunnelled.messages.map(({ start }) => start[0]);
  const answers = cutAnswers(answering.text, methods);
  const finals = answers.messages.filter(isFinal);
  const tunnel = finals.findIndex((final) => statusOf(final) === switchingProtocols);
  const requests = tunnel < 0 ? untunnelled : cutRequests(asked, (place) => place === tunnel);
  return { line, asking, answering, requests, answers, finals };
}

/** The label of each request, in their order. */
export function labelsOf({ requests }: Dialogue): readonly string[] {
  return requests.messages.map(labelOf);
}

/** How many requests were begun: a head in part, or a flawed one, is one too. */
export function begunCount({ requests }: Dialogue): number {
  const { messages, flaw, flawedPlace, rest } = requests;
  const isMore = flaw === undefined ? rest !== "" : flawedPlace === messages.length;
  return messages.length + (isMore ? 1 : 0);
}
