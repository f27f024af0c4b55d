// A step of a run while it is being recorded: what is known at once, and the bytes that become text only
// if the step is kept. The newest steps stay; a run has no end that could be relied on.
import { reportBounds, type StepKind, type TraceStep } from "../../reports/index.ts";
import { FRAME_PREFIX_BYTES } from "../../wire/index.ts";
import { type Language, type MessageText, messageText } from "./message-text.ts";

export interface Draft {
  /** Position among all steps of the run. */
  readonly ordinal: number;
  readonly at: number;
  readonly kind: StepKind;
  readonly from: string;
  readonly to: string | undefined;
  readonly connection: number | undefined;
  text: MessageText | undefined;
  readonly language: Language | undefined;
  /** The frame of a message, or what else was sent; its beginning when it is long. */
  readonly head: Uint8Array | undefined;
  readonly bytes: number | undefined;
  takenAt: number | undefined;
  takenAfter: number | undefined;
}

/** A payload up to this size is only decoded when it is shown. */
const keptBytesMax = 4_096;

/** Steps that are remembered; twice as many before the older half goes. */
const rememberedMax = 4_000;

export type NewDraft = Pick<Draft, "at" | "kind" | "from"> & {
  readonly to?: string | undefined;
  readonly connection?: number | undefined;
  readonly summary?: string;
  readonly content?: string;
  readonly bytes?: Uint8Array;
  /** In which `bytes`, a whole frame, are to be read. */
  readonly language?: Language;
};

export class Drafts {
  private kept: Draft[] = [];
  private count = 0;

  get total(): number {
    return this.count;
  }

  add({ at, kind, from, to, connection, language, bytes, ...told }: NewDraft): Draft {
    const decodesLater = (bytes?.length ?? 0) <= keptBytesMax;
    const draft: Draft = {
      ordinal: this.count++,
      at,
      kind,
      from,
      to,
      connection,
      language,
      text: textOf(told),
      head: bytes?.slice(0, decodesLater ? keptBytesMax : reportBounds.stepBytes),
      bytes: bytes?.length,
      takenAt: undefined,
      takenAfter: undefined,
    };
    if (!decodesLater && language !== undefined) draft.text ??= readText(language, bytes);
    this.kept.push(draft);
    if (this.kept.length > 2 * rememberedMax) this.kept = this.kept.slice(-rememberedMax);
    return draft;
  }

  taken(draft: Draft, at: number): void {
    draft.takenAt = at;
    draft.takenAfter = this.count - draft.ordinal - 1;
  }

  last(): Draft | undefined {
    return this.kept.at(-1);
  }

  /** The remembered steps from `first` on, up to but without `end`. */
  between(first: number, end: number): readonly Draft[] {
    const base = this.kept[0]?.ordinal ?? 0;
    return this.kept.slice(Math.max(0, first - base), Math.max(0, end - base));
  }

  /** The newest first. */
  *backwards(from: number = this.count): Generator<Draft> {
    const base = this.kept[0]?.ordinal ?? 0;
    for (let index = Math.min(from, this.count) - 1 - base; index >= 0; index--) {
      const draft = this.kept[index];
      if (draft !== undefined) yield draft;
    }
  }
}

function textOf({ summary, content }: Pick<NewDraft, "summary" | "content">): Draft["text"] {
  return summary === undefined ? undefined : { summary, content: content ?? "" };
}

function readText(language: Language, frame: Uint8Array = new Uint8Array(0)): MessageText {
  return messageText(language, frame.subarray(FRAME_PREFIX_BYTES));
}

/** The step as a report shows it. */
export function stepOf(draft: Draft): TraceStep {
  const { at, kind, from, to, connection, language, head, bytes } = draft;
  if (language !== undefined) draft.text ??= readText(language, head);
  const { summary, content } = draft.text ?? { summary: `${bytes ?? 0} bytes`, content: "" };
  return {
    at,
    kind,
    from,
    summary,
    ...(to === undefined ? {} : { to }),
    ...(connection === undefined ? {} : { connection }),
    ...(content === "" ? {} : { content }),
    ...bytesOf(draft),
    ...takingOf(draft),
  };
}

function bytesOf({ head, bytes }: Draft): Pick<TraceStep, "hex" | "bytes"> {
  if (head === undefined || bytes === undefined) return {};
  const shown = head.subarray(0, reportBounds.stepBytes);
  return { hex: Buffer.from(shown).toString("hex"), bytes };
}

function takingOf({ takenAt, takenAfter }: Draft): Pick<TraceStep, "takenAt" | "takenAfter"> {
  return takenAt === undefined || takenAfter === undefined ? {} : { takenAt, takenAfter };
}
