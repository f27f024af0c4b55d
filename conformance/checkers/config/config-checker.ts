// The CONFIG family over one run: who is asked what, in the order in which the master hears of it. The
// judging is done beside this file, over one belief of what the configuration is.
import type {
  ConfigurationSent,
  Observation,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";
import { isConfigurationVerb } from "../../model/configuration-verbs.ts";
import type { Checker } from "../checker.ts";
import { isStop } from "../fanout/verbs.ts";
import type { BootFacts } from "../family.ts";
import type { Verdicts } from "../verdicts.ts";
import { Believed } from "./believed.ts";
import { FileJudge } from "./file-judge.ts";
import { FleetJudge } from "./fleet-judge.ts";
import { RequestJudge } from "./request-judge.ts";
import { stateFileIn } from "./state-file.ts";

const kinds = [
  "master-started",
  "worker-started",
  "worker-ended",
  "request",
  "reply",
  "configuration-sent",
  "order",
  "stored",
  "loaded",
  "master-turn",
] as const;

const seenKinds: ReadonlySet<Observation["kind"]> = new Set(kinds);
const saidKinds: ReadonlySet<Observation["kind"]> = new Set([
  "request",
  "reply",
  "configuration-sent",
  "order",
]);

type Seen = Extract<Observation, { readonly kind: (typeof kinds)[number] }>;
type Said = Extract<Seen, { readonly kind: "request" | "reply" | "configuration-sent" | "order" }>;

export class ConfigChecker implements Checker {
  readonly kinds: readonly Observation["kind"][] = kinds;
  private readonly boot: BootFacts;
  private readonly believed = new Believed();
  private readonly requests: RequestJudge;
  private readonly files: FileJudge;
  private readonly fleet: FleetJudge;
  /** Requests of clients that wait for a file of theirs. */
  private readonly waiting: RequestTaken[] = [];
  private isBooting = true;

  constructor(boot: BootFacts, verdicts: Verdicts) {
    this.boot = boot;
    this.requests = new RequestJudge(verdicts, this.believed);
    this.files = new FileJudge(verdicts, this.believed);
    this.fleet = new FleetJudge(verdicts, this.believed);
  }

  /** It is shown nothing but what it wants to see. */
  observe(observation: Observation, index: number): void {
    if (isSaid(observation)) this.heard(observation, index);
    else if (isSeen(observation)) this.lived(observation, index);
  }

  private heard(said: Said, index: number): void {
    switch (said.kind) {
      case "request":
        this.taken(said);
        return;
      case "reply":
        this.replied(said, index);
        return;
      case "configuration-sent":
        this.ordered(said, index);
        return;
      case "order":
        if (said.session === undefined) this.files.leased(said, index);
    }
  }

  private ordered(sent: ConfigurationSent, index: number): void {
    const isBooting = this.fleet.isBooting(sent.worker);
    const isAsked = this.requests.sent(sent, index, isBooting);
    this.fleet.sent(sent, index, isAsked);
    if (!isAsked && !isBooting) this.files.sent(sent, index);
  }

  private lived(seen: Exclude<Seen, Said>, index: number): void {
    switch (seen.kind) {
      case "master-started":
        this.started();
        return;
      case "worker-started":
        this.fleet.started(seen);
        return;
      case "worker-ended":
        this.fleet.ended(seen.worker);
        return;
      case "stored":
        if (seen.node === "master") this.files.stored(seen, index);
        return;
      case "loaded":
        if (this.files.loaded(seen)) this.fleet.loaded();
        else if (seen.name === this.boot.savedState) this.booted(seen.text);
        this.goOn();
        return;
      case "master-turn":
        this.fleet.turnEnded(seen.at);
    }
  }

  private started(): void {
    this.isBooting = true;
    this.believed.reset(this.boot.requests);
    this.requests.reset();
    this.files.reset();
    this.fleet.reset();
    this.waiting.length = 0;
  }

  /** The file that a master loads before it listens to anybody. */
  private booted(text: string | undefined): void {
    if (!this.isBooting || text === undefined) return;
    this.isBooting = false;
    const { kind, requests } = stateFileIn(text, this.believed.configuration);
    if (kind === "good") for (const request of requests) this.believed.carryOut(request);
  }

  private taken(request: RequestTaken): void {
    const message = request.request;
    if (message === undefined) return;
    const type = message.requestType;
    if (isStop(type.case)) this.requests.stopping();
    if (type.case === "upgradeWorker") this.fleet.upgrading();
    else if (type.case === "loadState") this.files.loading(request, type.value);
    else if (type.case === "saveState" && !this.files.holds(request.session)) {
      this.files.saving(type.value);
    } else if (isConfigurationVerb(type.case) || type.case === "saveState") {
      if (this.files.holds(request.session)) this.waiting.push(request);
      else this.requests.taken(request, message);
    }
  }

  private replied(reply: ReplyWritten, index: number): void {
    if (reply.status === "processing" || reply.ordinal === undefined) return;
    this.requests.replied(reply, index);
    this.files.replied(reply, index);
    this.fleet.hashes(reply, index);
    this.goOn();
  }

  private goOn(): void {
    if (this.waiting.length === 0) return;
    for (const request of this.waiting.splice(0)) this.taken(request);
  }
}

function isSaid(observation: Observation): observation is Said {
  return saidKinds.has(observation.kind);
}

function isSeen(observation: Observation): observation is Seen {
  return seenKinds.has(observation.kind);
}
