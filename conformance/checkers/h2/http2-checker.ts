// What a proxy does on its HTTP/2 connections, and with the exchanges on them. Frames are judged as they
// come; what an exchange came to is judged when the run is over and every account of it is closed.
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import { Accounts } from "../accounts.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import { BombJudge } from "./bomb-judge.ts";
import { ConcurrencyJudge } from "./concurrency-judge.ts";
import { Connections } from "./connections.ts";
import { ConvertJudge } from "./convert-judge.ts";
import { EditedNames } from "./edited-names.ts";
import { FloodJudge } from "./flood-judge.ts";
import { GoawayJudge } from "./goaway-judge.ts";
import { Lives } from "./lives.ts";
import { RefusalJudge } from "./refusal-judge.ts";
import { type Run, SurvivalJudge } from "./survival-judge.ts";

export class Http2Checker implements Checker {
  readonly kinds = [
    "http2-frame",
    "leg-opened",
    "leg-ended",
    "exchange-begun",
    "exchange-ended",
    "worker-ended",
    "buffers",
    "order-done",
    "run-ended",
  ] as const;
  readonly consults: readonly Model[];
  private readonly run: Run;
  private readonly concurrency: ConcurrencyJudge;
  private readonly goaways: GoawayJudge;
  private readonly floods: FloodJudge;
  private readonly atEnd: readonly { judge(at: number): void }[];

  constructor({
    verdicts,
    traffic,
    breaches,
    constants: { http2: constants, slackMicros },
  }: CheckerContext) {
    const run: Run = {
      connections: new Connections(),
      accounts: new Accounts(),
      lives: new Lives(),
      edited: new EditedNames(),
      traffic,
      breaches,
    };
    this.run = run;
    this.consults = [traffic, breaches];
    this.concurrency = new ConcurrencyJudge(verdicts, constants, { run, isReal: slackMicros > 0 });
    this.goaways = new GoawayJudge(verdicts);
    this.floods = new FloodJudge(verdicts, { constants, slackMicros, traffic, breaches });
    this.atEnd = [
      new SurvivalJudge(verdicts, run, constants.stall.budgetMicrosMin),
      new RefusalJudge(verdicts, run),
      new ConvertJudge(verdicts, run),
      new BombJudge(verdicts, constants, run),
    ];
  }

  observe(observation: Observation, index: number): void {
    const { connections, accounts, lives } = this.run;
    const isLast = observation.kind === "run-ended";
    this.floods.pass(observation.at, isLast);
    this.concurrency.pass(observation.at, isLast);
    switch (observation.kind) {
      case "http2-frame":
        this.frame(observation, index);
        return;
      case "exchange-begun":
        accounts.begin(observation);
        return;
      case "exchange-ended":
        accounts.add(observation, index);
        return;
      case "buffers":
        this.concurrency.held(observation.worker, observation.inUse);
        return;
      case "order-done":
        this.run.edited.configure(observation.request);
        return;
      case "worker-ended":
        lives.observe(observation);
        return;
      case "run-ended":
        this.concurrency.end();
        for (const one of this.atEnd) one.judge(observation.at);
        return;
      default:
        connections.observe(observation, index);
    }
  }

  private frame(frame: Http2Frame, index: number): void {
    const { connections } = this.run;
    const connection = connections.on(frame);
    if (connection === undefined) return;
    this.concurrency.see(connection, frame, index);
    this.goaways.see(connection, frame, index);
    this.floods.see(connection, frame, index);
    connections.observe(frame, index);
    const isGoaway = frame.type === frameTypes.goaway && frame.by === "peer";
    if (isGoaway) this.goaways.leaves(connection, frame);
  }
}
