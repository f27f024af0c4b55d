// Every way in which prediction, release and what is known of both can meet.
import { expect, test } from "vitest";
import type { Run } from "../../reports/index.ts";
import { findProfile, type Profile } from "../defects/profile.ts";
import { besides, isExplained } from "./beside.ts";

const rule = "LEASE-CAP";
type Outcome = Run["rules"][number]["outcome"];

function runOf(outcome: Outcome): Pick<Run, "rules" | "cases"> {
  return { rules: [{ t: "rule", rule, outcome, evaluations: 1, scenarios: 1 }], cases: [] };
}

const bare: Profile = { ...findProfile("sozu-2.1"), predicted: [], live: {}, sometimes: {} };
const failing: Profile = { ...bare, predicted: [rule] };
const reason = "why it differs";
const why = { [rule]: reason };

interface Meeting {
  readonly says: string;
  readonly profile: Profile;
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly isExplained: boolean;
}

const known = { ...bare, live: why };
const wavers = { ...bare, sometimes: why };

const meetings: readonly Meeting[] = [
  { says: "agrees", profile: bare, outcome: "pass", isExplained: true },
  { says: "agrees in failing", profile: failing, outcome: "fail", isExplained: true },
  { says: "differs, nobody knows why", profile: bare, outcome: "fail", isExplained: false },
  { says: "holds against prediction", profile: failing, outcome: "pass", isExplained: false },
  { says: "differs for a reason", profile: known, outcome: "fail", reason, isExplained: true },
  { says: "differs no more", profile: known, outcome: "pass", reason, isExplained: false },
  { says: "differs in this run", profile: wavers, outcome: "fail", reason, isExplained: true },
  { says: "differs in another run", profile: wavers, outcome: "pass", isExplained: true },
  { says: "was not told", profile: known, outcome: "inconclusive", reason, isExplained: true },
  { says: "was not told this time", profile: wavers, outcome: "inconclusive", isExplained: true },
];

test.each(meetings)(
  "a rule that $says",
  ({ profile, outcome, reason: expected, isExplained: explained }) => {
    const [row] = besides(runOf(outcome), profile).rows;
    expect(row?.why).toBe(expected);
    expect(row !== undefined && isExplained(row)).toBe(explained);
  },
);
