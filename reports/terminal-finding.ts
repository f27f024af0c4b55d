// One failure, told in the order in which a reader asks: which promise, when, what was expected, what
// came, what went before, and how to see it again.

import { bounds } from "./bounds.ts";
import type { Finding } from "./finding.ts";
import { instantText } from "./figures.ts";
import { lookOf } from "./outcome-mark.ts";
import type { Palette } from "./palette.ts";
import { printable, printableField } from "./printable.ts";
import type { Failure } from "./run.ts";

export function findingBlock(finding: Finding, palette: Palette): readonly string[] {
  return [
    heading(finding, palette),
    ...field("Rule", finding.statement),
    ...field("Source", finding.source),
    ...field(
      "Reason",
      finding.failure === undefined ? (finding.reason ?? "no rule was named") : undefined,
    ),
    ...(finding.failure === undefined ? [] : failureLines(finding.failure, palette)),
    ...field(
      "Also",
      finding.more === 0 ? undefined : `${finding.more} more of this rule in this case`,
    ),
    ...field("Replay", finding.replay),
  ];
}

function heading(finding: Finding, palette: Palette): string {
  const rule = [finding.failure?.rule ?? finding.case, finding.level].filter(
    (part) => part !== undefined,
  );
  const where = `in ${finding.case}, seed ${finding.seed}`;
  return `${palette.bad(`${lookOf.fail.mark} ${printable(rule.join("  "))}`)}  ${printable(where)}`;
}

function failureLines(failure: Failure, palette: Palette): readonly string[] {
  const when = instantText(failure.at);
  return [
    ...field("Failure", failure.message),
    ...field("At", failure.step === undefined ? when : `${when}, step ${failure.step}`),
    ...field("Expected", failure.expected),
    ...field("Actual", failure.actual),
    ...eventLines(failure.events ?? [], palette),
  ];
}

// The last events are the nearest to the fault, so the first are the ones left out.
function eventLines(events: readonly string[], palette: Palette): readonly string[] {
  return events
    .slice(-bounds.eventLines)
    .flatMap((event, index) => field(index === 0 ? "Before" : "", event).map(palette.muted));
}

function field(label: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`  ${label.padEnd(9)} ${printableField(text)}`];
}
