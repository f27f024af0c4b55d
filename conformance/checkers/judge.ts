// The checkers of all families, or of chosen ones, over one run. Their order matters in one way: who
// judges what a message says stands before who judges what follows from it.
import { listAt } from "../grouped.ts";
import type { Observation } from "../observe/observation.ts";
import { trafficKinds } from "../observe/traffic.ts";
import type { Checker, Model } from "./checker.ts";
import { Exchanges } from "./exchanges.ts";
import { judgedFamilies } from "./families.ts";
import type { CheckerContext, Family } from "./family.ts";
import { Breaches } from "./traffic/breaches.ts";
import { Traffic } from "./traffic/traffic.ts";
import { Verdicts } from "./verdicts.ts";

export interface JudgeOptions extends Pick<
  CheckerContext,
  "floor" | "constants" | "world" | "hasMaster"
> {
  /** Whether to keep falsifications, for the self-test. */
  readonly sampling: boolean;
  /** All that there are, when absent. */
  readonly families?: readonly Family[];
  /** Those of which everything that judges them is shown; all, when absent. */
  readonly rules?: ReadonlySet<string>;
}

export class Judge {
  readonly verdicts: Verdicts;
  /** Who wants to see a kind of observation, in the order in which they judge. */
  private readonly byKind = new Map<Observation["kind"], (Checker | Model)[]>();
  private readonly exchanges = new Exchanges();
  private index = 0;

  constructor({ sampling, families = judgedFamilies, rules, ...options }: JudgeOptions) {
    this.verdicts = new Verdicts(sampling, rules);
    const { verdicts, exchanges } = this;
    const traffic = new Traffic(options.constants.traffic);
    const breaches = new Breaches();
    const context: CheckerContext = { ...options, verdicts, exchanges, traffic, breaches };
    const checkers = [
      ...families.flatMap((family) => family.messages?.(context) ?? []),
      ...families.flatMap((family) => family.effects?.(context) ?? []),
    ];
    const models = new Set(checkers.flatMap((checker) => checker.consults ?? []));
    for (const model of models) this.register(model);
    for (const checker of checkers) this.register(checker);
  }

  /** Whether any checker looks at this kind. */
  wants(kind: Observation["kind"]): boolean {
    return this.byKind.has(kind);
  }

  /** Whether any looks at the connections of the data plane. */
  get wantsLegs(): boolean {
    return this.wants("http2-frame") || this.wants("leg-opened") || this.wants("leg-ended");
  }

  /** Whether any looks at the connections of workers. */
  get wantsTraffic(): boolean {
    return trafficKinds.some((kind) => this.wants(kind));
  }

  observe(observation: Observation): void {
    const index = this.index++;
    const ended = this.exchanges.observe(observation);
    const interested = this.byKind.get(observation.kind);
    if (interested === undefined) return;
    for (const checker of interested) checker.observe(observation, index, ended);
  }

  private register(checker: Checker | Model): void {
    for (const kind of checker.kinds) {
      listAt(this.byKind, kind).push(checker);
    }
  }
}
