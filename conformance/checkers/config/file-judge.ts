// CONFIG-SAVED, CONFIG-LOAD-ONLY and CONFIG-LOAD-TELLS: what a saved file holds is the configuration;
// what is no configuration is refused in a file; and a file with a bad record is refused whole, or
// the reply says what was made of it.
import { toJsonString } from "@bufbuild/protobuf";
import { RequestSchema, type Request } from "../../../wire/index.ts";
import { listAt } from "../../grouped.ts";
import type {
  ConfigurationSent,
  FileLoaded,
  FileStored,
  OrderTaken,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";
import { readStateFile } from "../../model/state-file.ts";
import type { Verdicts } from "../verdicts.ts";
import { differenceText, differs, type Believed, type Difference } from "./believed.ts";
import { canonicalRequest } from "./canonical.ts";
import { Configuration, type Change } from "./configuration.ts";
import { placeOf } from "./place.ts";
import { stateFileIn, type StateFile } from "./state-file.ts";

interface Load {
  readonly session: number;
  readonly ordinal: number;
  readonly name: string;
  file: StateFile | undefined;
  texts: ReadonlySet<string>;
  changes: readonly Change[];
  orders: number;
  isOver: boolean;
}

/** A saved file beside what is believed. */
interface Saved {
  readonly text: string;
  readonly at: number;
  readonly index: number;
  /** The key of a thing that it holds twice. */
  readonly repeated: string | undefined;
  readonly difference: Difference;
}

/** An OK that is none, or a FAILURE that owns up to what was done all the same. */
const tells = /\d.*(error|refused|skipped|applied)|(error|refused|skipped|applied).*\d/i;

export class FileJudge {
  private readonly verdicts: Verdicts;
  private readonly believed: Believed;
  /** By name, the oldest first: what was there when a client asked. */
  private readonly saves = new Map<string, Configuration[]>();
  private readonly loads: Load[] = [];

  constructor(verdicts: Verdicts, believed: Believed) {
    this.verdicts = verdicts;
    this.believed = believed;
  }

  reset(): void {
    this.saves.clear();
    this.loads.length = 0;
  }

  saving(name: string): void {
    listAt(this.saves, name).push(this.believed.configuration.copy());
  }

  loading({ session, ordinal }: RequestTaken, name: string): void {
    const texts = new Set<string>();
    const load = { session, ordinal, name, file: undefined, texts, changes: [], orders: 0 };
    this.loads.push({ ...load, isOver: false });
  }

  /** Whether a file is still to bring configuration for this client: what it sends next waits. */
  holds(session: number): boolean {
    return this.loads.some((load) => load.session === session && !load.isOver && !load.file);
  }

  /** True: its configuration counts from now on. */
  loaded({ name, text }: FileLoaded): boolean {
    const load = this.loads.find((one) => one.name === name && one.file === undefined);
    if (load === undefined || text === undefined || load.isOver) return false;
    const file = stateFileIn(text, this.believed.configuration);
    load.file = file;
    load.texts = new Set(file.requests.map(canonicalRequest));
    if (file.kind !== "good" && file.kind !== "open") return false;
    load.changes = file.requests.flatMap((request) => this.believed.carryOut(request));
    return true;
  }

  /** An order that stands for no client's request: that of a file, or of nobody. */
  sent({ worker, request, at }: ConfigurationSent, index: number): void {
    const text = canonicalRequest(request);
    const load = this.loads.findLast((one) => one.texts.has(text));
    if (load === undefined) return;
    load.orders++;
    if (load.file?.kind !== "bad" && load.file?.kind !== "forbidden") return;
    const place = placeOf(request.requestType);
    if (place === undefined) this.reached(request, worker, at, index);
    else this.believed.doubt([place]);
    if (load.isOver) this.spread(load, at, index, "nothing of it was to be applied");
  }

  /** A lease verb that no client asked for. */
  leased({ lease, worker, at }: OrderTaken, index: number): void {
    const load = this.loads.find(({ file }) => file?.kind === "forbidden");
    const request = load?.file?.requests.find(
      ({ requestType }) =>
        requestType.case === "setMetricDetail" && requestType.value.clientId === lease.clientId,
    );
    if (request !== undefined) this.reached(request, worker, at, index);
  }

  replied(reply: ReplyWritten, index: number): void {
    const load = this.loads.find(
      ({ session, ordinal }) => session === reply.session && ordinal === reply.ordinal,
    );
    if (load === undefined || load.isOver) return;
    load.isOver = true;
    switch (load.file?.kind) {
      case undefined:
        return;
      case "good":
      case "open":
        if (reply.status === "failure") this.failed(load);
        return;
      case "bad":
        this.faulty("CONFIG-LOAD-TELLS", load, reply, index);
        return;
      case "forbidden":
        this.faulty("CONFIG-LOAD-ONLY", load, reply, index);
    }
  }

  /** What is saved is what is believed, each thing once. */
  stored({ name, text, at }: FileStored, index: number): void {
    const asked = this.saves.get(name)?.shift();
    if (asked === undefined || this.verdicts.broken) return;
    const { requests, repeated } = savedIn(text);
    const saved = new Configuration();
    for (const request of requests) saved.apply(request);
    const difference = this.believed.differenceOf(saved, asked);
    const judged: Saved = { text, at, index, repeated, difference };
    this.judgeRepetition(judged);
    if (differs(difference)) {
      this.wrong("CONFIG-SAVED", "the saved configuration", judged);
    } else if (asked.size > 0) {
      this.verdicts.evaluated("CONFIG-SAVED", index, () => ({
        field: "text",
        value: text.replace(/[^\n]*\n?$/, "").replace(/[^\n]*\n$/, ""),
      }));
    }
  }

  private judgeRepetition(saved: Saved): void {
    const { text, index, repeated, difference } = saved;
    if (repeated !== undefined || difference.stale.length > 0) {
      const stale = { missing: [], extra: [], changed: [], stale: difference.stale };
      this.wrong("CONFIG-UPSERT", "what was replaced, when saved", { ...saved, difference: stale });
      return;
    }
    const [[, before] = []] = this.believed.replacedEntries();
    if (before === undefined) return;
    this.verdicts.evaluated("CONFIG-UPSERT", index, () => ({
      field: "text",
      value: `${text}${toJsonString(RequestSchema, before.request)}\n`,
    }));
  }

  /** Refused, or taken by some workers only. */
  private failed(load: Load): void {
    if (load.orders > 0) this.believed.doubt(load.changes);
    else this.believed.takeBack(load.changes);
  }

  private faulty(rule: string, load: Load, reply: ReplyWritten, index: number): void {
    const { status, message, at } = reply;
    if (tells.test(message)) return;
    if (status === "ok") {
      this.verdicts.violated({
        rule,
        index,
        at,
        message: `the reply to the load of ${load.name}`,
        expected: "FAILURE, or a word of what was not applied",
        actual: `ok: ${JSON.stringify(message)}`,
      });
      return;
    }
    if (load.orders > 0) this.spread(load, at, index, message);
    else this.verdicts.evaluated(rule, index, () => ({ field: "status", value: "ok" }));
  }

  private spread(load: Load, at: number, index: number, said: string): void {
    this.verdicts.violated({
      rule: load.file?.kind === "forbidden" ? "CONFIG-LOAD-ONLY" : "CONFIG-LOAD-TELLS",
      index,
      at,
      message: `${load.name} was refused, and records of it reached the workers`,
      expected: "nothing of the file, or a word of how much",
      actual: JSON.stringify(said),
    });
  }

  private reached({ requestType }: Request, worker: number, at: number, index: number): void {
    this.verdicts.violated({
      rule: "CONFIG-LOAD-ONLY",
      index,
      at,
      message: "a state file holds configuration verbs only",
      expected: `${requestType.case ?? "a request"} is refused`,
      actual: `worker ${worker} was asked`,
    });
  }

  private wrong(rule: string, message: string, { at, index, difference }: Saved): void {
    const actual = differenceText(difference) || "a record twice";
    this.verdicts.violated({ rule, index, at, message, expected: "as it is, once", actual });
  }
}

function savedIn(text: string): {
  readonly requests: readonly Request[];
  readonly repeated: string | undefined;
} {
  const requests = (readStateFile(text) ?? []).filter((record) => record !== undefined);
  const keys = requests.map(({ requestType }) => placeOf(requestType)?.key);
  return { requests, repeated: keys.find((key, at) => keys.indexOf(key) !== at) };
}
