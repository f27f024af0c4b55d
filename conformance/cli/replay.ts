// `kakehi replay`: one case under one seed, event by event, with what was found wrong.
import { resolve } from "node:path";
import { Command } from "commander";
import { exitCodes, printable } from "../../reports/index.ts";
import { play, type Scenario } from "../../sim/index.ts";
import { type Case, loadCase, loadCases } from "../runner/cases.ts";
import { playOptionsOf, runCase } from "../runner/run-case.ts";
import { WakeWatch } from "../runner/wake-watch.ts";
import type { Target } from "../targets/target.ts";
import { UsageError } from "../usage-error.ts";
import { targetOf } from "../targets/by-name.ts";
import { countOf } from "./options.ts";
import { targetOption } from "./target-option.ts";
import { readReplayToken, replayToken } from "./replay-token.ts";
import { eventLine } from "./event-line.ts";

interface ReplayFlags {
  readonly target: string;
  readonly seed: number | undefined;
  readonly until: number | undefined;
}

export function replayCommand(): Command {
  return new Command("replay")
    .argument(
      "<case>",
      "the id of a case, a replay token such as e2:lease-cap-65th:7, or a scenario file",
    )
    .description("Run one case under one seed again and print what happens.")
    .addOption(targetOption())
    .option(
      "--seed <n>",
      "the seed; 0 is calm, and what a token names otherwise",
      countOf("--seed", 0),
    )
    .option("--until <n>", "print only the first n events", countOf("--until", 1))
    .addHelpText(
      "after",
      "\nExamples:\n  kakehi replay lease-cap-65th --seed 7\n  kakehi replay lease-cap-65th --until 40\n  kakehi replay e2:lease-cap-65th:7\n  kakehi replay .out/generated/generated-1-17-live-ends.json --seed 18",
    )
    .action(async (id: string, flags: ReplayFlags) => {
      process.exitCode = await replay(id, flags);
    });
}

interface ChosenRun {
  readonly found: Case;
  readonly seed: number;
}

function chosenRun(named: string, { seed }: ReplayFlags): ChosenRun {
  if (named.endsWith(".json")) return { found: loadCase(resolve(named)), seed: seed ?? 0 };
  const token = readReplayToken(named);
  if (token === undefined) return { found: caseNamed(named), seed: seed ?? 0 };
  if (seed === undefined) return { found: caseNamed(token.caseId), seed: token.seed };
  throw new UsageError("a replay token has its seed; leave --seed out");
}

function caseNamed(id: string): Case {
  const found = loadCases().find(({ scenario }) => scenario.id === id);
  if (found !== undefined) return found;
  throw new UsageError(`there is no case ${id}; \`kakehi list\` names them`);
}

async function replay(named: string, flags: ReplayFlags): Promise<number> {
  const { found, seed } = chosenRun(named, flags);
  const { id } = found.scenario;
  const target = await targetOf(flags.target);
  const run = runCase(found.scenario, target, { seed });
  try {
    printEvents(found.scenario, target, { ...flags, seed });
  } catch (error) {
    // A machine that throws or spins has been judged for it; a fault of ours was thrown above.
    if (run.violations.length === 0) throw error;
  }
  for (const { rule, at, message, expected, actual } of [...run.violations, ...run.divergences]) {
    process.stdout.write(`\n✗ ${rule} at ${at} us: ${printable(message)}\n`);
    process.stdout.write(`  expected  ${printable(expected)}\n  actual    ${printable(actual)}\n`);
  }
  const wrong = run.violations.length + run.divergences.length;
  process.stdout.write(
    `\ntoken ${replayToken({ caseId: id, seed })}\n${id} seed ${seed}: ${wrong} wrong, ${run.events} events, hash ${run.hash}\n`,
  );
  return wrong === 0 ? exitCodes.ok : exitCodes.nonConformance;
}

interface Shown {
  readonly seed: number;
  readonly until: number | undefined;
}

function printEvents(scenario: Scenario, target: Target, { seed, until }: Shown): void {
  const watch = new WakeWatch();
  let ordinal = 0;
  play(scenario, target.testee, {
    ...playOptionsOf(seed),
    probing: true,
    observe: (event) => {
      watch.observe(event);
      const line = eventLine(event);
      if (line === undefined) return;
      if (++ordinal <= (until ?? Number.POSITIVE_INFINITY)) {
        process.stdout.write(`${String(ordinal).padStart(6)}  ${printable(line)}\n`);
      }
    },
  });
}
