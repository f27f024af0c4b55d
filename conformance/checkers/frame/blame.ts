// Which rule a dialogue breaks, if any: the first fault in it, and the rule of whatever made that
// item special. A frame behind a refused one is that one's business, one of several in a read is
// FRAME-MANY, one that a half-close followed is FRAME-HALF-CLOSE, and any other FRAME-LENGTH.
import { Aligner, type Alignment, none } from "./alignment.ts";
import { type Dialogue, isRefused, type Item, type Terminal } from "./dialogue.ts";
import { owedItems, type Patience } from "./obligation.ts";

export interface Blame {
  readonly rule: string;
  /** Where it shows. */
  readonly index: number;
  readonly expected: string;
  readonly actual: string;
}

/** One dialogue as it was, and as it would have been without one of its replies. */
export class Inquiry {
  readonly dialogue: Dialogue;
  private readonly patience: Patience;
  private readonly owed: readonly boolean[];
  private readonly aligner: Aligner;

  constructor(dialogue: Dialogue, patience: Patience) {
    this.dialogue = dialogue;
    this.patience = patience;
    this.owed = owedItems(dialogue, patience);
    this.aligner = new Aligner(dialogue, this.owed);
  }

  /** `without` is the position of the reply that is left out. */
  blame(without: number = none): Blame | undefined {
    const { dialogue, patience } = this;
    return (
      lateClosing(dialogue, patience) ?? this.misanswered(without) ?? untaken(dialogue, patience)
    );
  }

  private misanswered(without: number): Blame | undefined {
    const { dialogue, owed } = this;
    const { items, terminals } = dialogue;
    const alignment = this.aligner.align(without);
    const { replies, surplus } = alignment;
    const missing = replies.findIndex(
      (reply, position) => reply === undefined && owed[position] === true,
    );
    const item = items[missing];
    if (item !== undefined) {
      return {
        rule: ruleOfMissing(missing, dialogue, alignment, this.patience),
        index: item.index,
        expected: item.kind === "unknown" ? "FAILURE" : "an answer",
        actual: "none",
      };
    }
    const extra = surplus === undefined ? undefined : terminals[surplus];
    return extra === undefined ? undefined : ofSurplus(items, extra);
  }
}

/** FRAME-OVERSIZE: closed in time, or passed over exactly, which shows in the next frame's answer. */
function lateClosing({ items, closed }: Dialogue, { closeMicros }: Patience): Blame | undefined {
  const at = items.findIndex(({ kind }) => kind === "oversize");
  const oversize = items[at];
  if (oversize === undefined || closed?.by !== "master") return undefined;
  // Something behind it was looked at, so that it was passed over.
  if (items.length > at + 1 || closed.at - oversize.at <= closeMicros) return undefined;
  return {
    rule: "FRAME-OVERSIZE",
    index: closed.index,
    expected: `closed ${closeMicros} µs after the prefix at the latest`,
    actual: `closed ${closed.at - oversize.at} µs after it`,
  };
}

/** A reply to nothing: something that is no request was obeyed. */
function ofSurplus(items: readonly Item[], { index }: Terminal): Blame | undefined {
  const before = items.findLast((item) => isRefused(item) && item.index <= index);
  // Where nothing was refused a reply too many is the business of FANOUT-ONE-TERMINAL.
  if (before === undefined) return undefined;
  return { rule: ruleOf(before), index, expected: "no reply", actual: "a terminal reply" };
}

function ruleOfMissing(
  position: number,
  { items, halfClosed }: Dialogue,
  { replies }: Alignment,
  { closeMicros }: Patience,
): string {
  const item = items[position];
  if (item === undefined || item.kind === "unknown") return "FRAME-UNKNOWN-VERB";
  const read = items.filter(({ index }) => index === item.index);
  const answeredLater = items.some(
    (other, at) => at > position && other.index > item.index && replies[at] !== undefined,
  );
  const before = items.findLastIndex((other, at) => at < position && isRefused(other));
  const refused = items[before];
  if (refused !== undefined) {
    const sinceThen = replies.slice(before + 1, position).some((reply) => reply !== undefined);
    const sameRead = refused.index === item.index;
    if (!sinceThen && !(sameRead && answeredLater)) return ruleOf(refused);
  }
  const othersAnswered = items.some(
    (other, at) => other.index === item.index && at !== position && replies[at] !== undefined,
  );
  if (read.length > 1 && (othersAnswered || answeredLater)) return "FRAME-MANY";
  if (halfClosed !== undefined && halfClosed.at - item.at <= closeMicros) return "FRAME-HALF-CLOSE";
  return "FRAME-LENGTH";
}

/** A wedge: bytes are left where they are though nothing is owed on either side. */
function untaken({ items, untakenSince, until }: Dialogue, patience: Patience): Blame | undefined {
  if (untakenSince === undefined || until - untakenSince < patience.answerMicros) return undefined;
  const refused = items.findLast(isRefused);
  return {
    rule: refused === undefined ? "FRAME-LENGTH" : ruleOf(refused),
    index: items.at(-1)?.index ?? 0,
    expected: "what the client sent is read",
    actual: `it is left since ${untakenSince} µs`,
  };
}

function ruleOf({ kind }: Item): string {
  if (kind === "undersize") return "FRAME-UNDERSIZE";
  return kind === "oversize" ? "FRAME-OVERSIZE" : "FRAME-UNDECODABLE";
}
