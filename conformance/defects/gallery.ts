// Runs campaigns on several threads: each thread takes the next defect as soon as it has finished one.
// A defect that makes a machine spin inside one call would stop its thread for ever, so a thread that
// takes too long is ended, and the defect is said to hang. Nothing is kept from one run to the next.
import { on } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { UsageError } from "../usage-error.ts";
import type { Campaign, CampaignOptions } from "./campaign.ts";
import type { Defect } from "./defect.ts";
import type { Reach } from "./reach.ts";

export interface GalleryOptions {
  readonly jobs: number;
  readonly seeds: number;
  /** Which cases each defect may change, when all of them are to run. */
  readonly reach: Reach | undefined;
  /** The case that noticed each defect before, which is played first: all are only where it does not any more. */
  readonly noticedBefore: ReadonlyMap<string, string>;
  /** Told in the order of the defects, as soon as all before are known. */
  readonly report: (campaign: Campaign) => void;
  /** Told whenever a thread takes a defect. */
  readonly begun: (done: number, id: string) => void;
  readonly signal: AbortSignal;
}

/** What a thread is sent. */
export interface GalleryOrder {
  readonly defect: Defect;
  readonly options: CampaignOptions;
}

/** What it answers. */
export type GalleryAnswer =
  /** A case begins. */
  | { readonly kind: "alive" }
  | { readonly kind: "campaign"; readonly campaign: Campaign }
  | { readonly kind: "usage" | "fault"; readonly message: string };

/** A case takes milliseconds; this is no bound that a sound one meets, however busy the machine is. */
const hangMillis = 60_000;

/** A thread keeps every reference that it was given, up to 20 MB each: no engine unloads a module. */
const defectsPerThread = 80;

/** The campaigns that were finished before the signal, in the order of the defects. */
export async function runGallery(
  defects: readonly Defect[],
  options: GalleryOptions,
): Promise<readonly Campaign[]> {
  const gallery = new Gallery(defects, options);
  const jobs = Math.max(1, Math.min(options.jobs, defects.length));
  await Promise.all(Array.from({ length: jobs }, () => gallery.work()));
  return gallery.finished();
}

class Gallery {
  private readonly defects: readonly Defect[];
  private readonly options: GalleryOptions;
  private readonly campaigns: (Campaign | undefined)[];
  private readonly failed = new AbortController();
  private next = 0;
  private done = 0;
  private reported = 0;

  constructor(defects: readonly Defect[], options: GalleryOptions) {
    this.defects = defects;
    this.options = options;
    this.campaigns = defects.map(() => undefined);
  }

  finished(): readonly Campaign[] {
    return this.campaigns.filter((campaign) => campaign !== undefined);
  }

  async work(): Promise<void> {
    let thread: Worker | undefined;
    let planted = 0;
    try {
      for (;;) {
        const position = this.next++;
        const defect = this.defects[position];
        if (defect === undefined) return;
        thread ??= this.start();
        this.options.begun(this.done, defect.id);
        const campaign = await this.campaignOf(this.orderFor(defect), thread);
        if (campaign === undefined) return;
        planted++;
        if (campaign === "hangs" || planted >= defectsPerThread) {
          await thread.terminate();
          thread = undefined;
          planted = 0;
        }
        this.keep(position, campaign === "hangs" ? hung(defect) : campaign);
      }
    } finally {
      await thread?.terminate();
    }
  }

  private start(): Worker {
    const file = new URL(`./gallery-thread${extname(import.meta.url)}`, import.meta.url);
    return new Worker(file);
  }

  private orderFor(defect: Defect): GalleryOrder {
    const { seeds, reach, noticedBefore } = this.options;
    const { id } = defect;
    return {
      defect,
      options: { seeds, reaching: reach?.get(id), noticedBefore: noticedBefore.get(id) },
    };
  }

  /** Nothing when the run was stopped meanwhile. */
  private async campaignOf(
    order: GalleryOrder,
    thread: Worker,
  ): Promise<Campaign | "hangs" | undefined> {
    const silence = new AbortController();
    const timer = setTimeout(() => {
      silence.abort();
    }, hangMillis);
    const signal = AbortSignal.any([silence.signal, this.options.signal, this.failed.signal]);
    thread.postMessage(order);
    try {
      return await campaignFrom(thread, signal, timer);
    } catch (error) {
      if (silence.signal.aborted) return "hangs";
      if (signal.aborted) return undefined;
      this.failed.abort();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private keep(position: number, campaign: Campaign): void {
    this.campaigns[position] = campaign;
    this.done++;
    for (; this.reported < this.campaigns.length; this.reported++) {
      const ready = this.campaigns[this.reported];
      if (ready === undefined) return;
      this.options.report(ready);
    }
  }
}

async function campaignFrom(
  thread: Worker,
  signal: AbortSignal,
  timer: NodeJS.Timeout,
): Promise<Campaign> {
  for await (const [message] of on(thread, "message", { signal }) as AsyncIterable<unknown[]>) {
    if (!isAnswer(message)) throw new Error("a thread of the gallery says what it never says");
    if (message.kind === "campaign") return message.campaign;
    if (message.kind === "alive") timer.refresh();
    else
      throw message.kind === "usage" ? new UsageError(message.message) : new Error(message.message);
  }
  throw new Error("a thread of the gallery ended");
}

function isAnswer(message: unknown): message is GalleryAnswer {
  return typeof message === "object" && message !== null && "kind" in message;
}

function hung(defect: Defect): Campaign {
  return {
    defect: defect.id,
    first: undefined,
    killers: [],
    casesRun: 0,
    casesKilling: 0,
    gross: false,
    hangs: true,
    elapsedMicros: hangMillis * 1000,
  };
}
