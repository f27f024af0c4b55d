// H1-SMUGGLING, from both sides: a message that has to be refused is, and its connection ends; and what
// an origin is sent is well-formed and was asked by somebody.
import { labelOf, type Cut, type Message } from "../../model/http1/message.ts";
import { statusesByHead } from "../../model/by-head.ts";
import { statusOf } from "../../model/http1/cut-answers.ts";
import type { Dialogue } from "./dialogue.ts";
import { type Finding, withStatus } from "./finding.ts";
import type { Direction } from "./traffic.ts";

const rule = "H1-SMUGGLING";
const statuses = { refuse: [400], "refuse-coding": [400, 501, 422] } as const;

/** A client's connection. */
export function refused(dialogue: Dialogue): Finding | undefined {
  const { requests, finals, line, answering } = dialogue;
  const { flaw, flawedPlace, messages } = requests;
  if (flaw === undefined || flaw.duty === "choose") return undefined;
  if (isAhead(dialogue)) return undefined;
  const wanted: readonly number[] = statuses[flaw.duty];
  // An origin, or the proxy itself, may have answered before the content turned out to be wrong.
  const isLate = flawedPlace < messages.length;
  const answer = finals[flawedPlace];
  const own = isLate && isByHead(answer) ? undefined : answer;
  const isRefused = own === undefined || wanted.includes(statusOf(own));
  const status = answer === undefined ? "no answer" : `${statusOf(answer)}`;
  return {
    rule,
    holds: isRefused && line.isOver && finals.length <= flawedPlace + 1,
    what: flaw.why,
    expected: `${wanted.join(" or ")}, and the end of the connection`,
    actual: `${status}, ${line.isOver ? "ended" : "still open"}, ${finals.length} answers`,
    ...(own === undefined ? unshown(answering) : withStatus(answering, own.from, 200)),
  };
}

/** The run ended while one before it was still to be answered: its turn had not come. */
function isAhead({ line, finals, requests }: Dialogue): boolean {
  return !line.isOver && finals.length < requests.flawedPlace;
}

function isByHead(answer: Message | undefined): boolean {
  if (answer === undefined) return false;
  return labelOf(answer) !== "" || statusesByHead.has(statusOf(answer));
}

function unshown({ pieces }: Direction): Pick<Finding, "piece" | "falsified"> {
  return { piece: pieces.at(-1), falsified: undefined };
}

/** What is legal to send on, though a receiver may refuse it. */
const legal: ReadonlySet<string> = new Set([
  "another coding below chunked",
  "more in the line of a chunk size",
]);

const intruder = "GET /intruder HTTP/1.1\r\nhost: a.example\r\nx-kakehi: intruder\r\n\r\n";

/** What clients asked for, by label. */
export interface Demand {
  readonly asked: ReadonlySet<string>;
  /** Of these no whole one may arrive. */
  readonly broken: ReadonlySet<string>;
  /** The content, where all of it is known. */
  readonly bodies: ReadonlyMap<string, string>;
}

/** An origin's connection. */
export function reached(
  { requests, asking }: Dialogue,
  { asked, broken, bodies }: Demand,
): Finding | undefined {
  const { messages } = requests;
  if (messages.length === 0 && requests.flaw === undefined) return undefined;
  const stranger = messages.map(labelOf).find((label) => !asked.has(label));
  const bent = messages.find((message) => {
    const label = labelOf(message);
    const isOther = (bodies.get(label) ?? message.body) !== message.body;
    return message.isWhole && (broken.has(label) || isOther);
  });
  const actual = wrongOf(requests, stranger, bent === undefined ? undefined : labelOf(bent));
  const piece = asking.pieces.at(-1);
  const isBetween = messages.at(-1)?.isWhole === true && requests.rest === "";
  return {
    rule,
    holds: actual === undefined,
    what: "what an origin was sent",
    expected: "well-formed requests, each as a client made it",
    actual: actual ?? "these",
    piece,
    falsified: isBetween && piece !== undefined ? piece.text + intruder : undefined,
  };
}

function wrongOf(
  { flaw }: Cut,
  stranger: string | undefined,
  bent: string | undefined,
): string | undefined {
  if (flaw !== undefined && !legal.has(flaw.why)) return `a request with ${flaw.why}`;
  if (stranger !== undefined) return `the request "${stranger}", which nobody made`;
  return bent === undefined ? undefined : `the request ${bent} with other content than it has`;
}
