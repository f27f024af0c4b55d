// `kakehi check`: whether a recorded history can be explained by what the contract allows.
import { Command } from "commander";
import { exitCodes, printable } from "../../reports/index.ts";
import { checkHistory, type WorkerVerdict } from "../history/check.ts";
import { statesMaxDefault } from "../history/explain.ts";
import type { HistoryOperation } from "../history/history.ts";
import { readHistory } from "../history/read.ts";
import { countOf } from "./options.ts";

interface CheckFlags {
  readonly states: number;
  readonly json: boolean;
}

export function checkCommand(): Command {
  return new Command("check")
    .argument("<history...>", "files of history records, one a line")
    .description("Say whether some legal order of lease verbs and expiries explains a history.")
    .option(
      "--states <n>",
      "how many states to look at for a worker before giving up",
      countOf("--states", 1),
      statesMaxDefault,
    )
    .option("--json", "one JSON line for each worker", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 explained, 1 impossible, 6 inconclusive at the bound.\n\nExamples:\n  kakehi check history.ndjson\n  kakehi check --states 1000000 --json history.ndjson",
    )
    .action((files: string[], flags: CheckFlags) => {
      const histories = files.map((file) => ({ file, history: readHistory(file) }));
      const verdicts = histories.flatMap(({ file, history }) => {
        return checkHistory(history, { statesMax: flags.states }).map((verdict) => {
          process.stdout.write(flags.json ? jsonOf(file, verdict) : textOf(file, verdict));
          return verdict.kind;
        });
      });
      process.exitCode = exitCodeOf(verdicts);
    });
}

function exitCodeOf(verdicts: readonly WorkerVerdict["kind"][]): number {
  if (verdicts.length === 0) return exitCodes.nothingSelected;
  if (verdicts.includes("impossible")) return exitCodes.nonConformance;
  return verdicts.includes("inconclusive") ? exitCodes.inconclusive : exitCodes.ok;
}

function jsonOf(file: string, verdict: WorkerVerdict): string {
  return `${JSON.stringify({ file, ...verdict })}\n`;
}

function textOf(file: string, { worker, kind, states, witness }: WorkerVerdict): string {
  const head = `${printable(file)}  worker ${worker}  ${kind}  (${states} states)\n`;
  if (kind === "inconclusive") return `${head}  more may be found with --states\n`;
  if (witness === undefined) return head;
  const until = `  up to ${witness.until} us`;
  if (witness.operations.length === 0)
    return `${head}${until}, the level events cannot have come\n`;
  const lines = witness.operations.map((operation) => `    ${operationText(operation, worker)}\n`);
  const events = witness.events ? " together with the level events" : "";
  return `${head}${until}, these answers${events} contradict each other:\n${lines.join("")}`;
}

function operationText(operation: HistoryOperation, worker: number): string {
  const { id, session, verb, clientId, level, ttlMicros, sent, replied, answers } = operation;
  const asked = verb === "apply" ? ` level ${level ?? "none"} for ${ttlMicros ?? 0} us` : "";
  const answer = JSON.stringify(answers[String(worker)]);
  const when = `[${sent}, ${replied ?? "never"}]`;
  return printable(`${id}  ${when}  ${session} ${verb} "${clientId}"${asked}: ${answer}`);
}
