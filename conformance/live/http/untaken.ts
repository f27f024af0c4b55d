// Who came to a worker that was told to stop before it had taken them. The kernel lets a connection stand
// that its program has not looked at yet; on a busy machine it never does when it stops in between.
import type { ActorJournal, Scenario } from "../../../sim/index.ts";
import { asksFor, replaces } from "../asking.ts";
import { clientsIn, servedIn } from "./clients.ts";
import type { Paced } from "./pace.ts";

/** A request that an origin was to see, and that nobody saw or answered. */
export function untaken(
  scenario: Scenario,
  { served }: Pick<Paced, "served">,
  journals: readonly ActorJournal[],
): string | undefined {
  if (!asksFor(scenario, replaces)) return undefined;
  const seen = servedIn(journals);
  const lost = clientsIn(journals).find(
    ({ label, end, response }) =>
      (end === "closed" || end === "reset") &&
      response.status === undefined &&
      served.includes(label) &&
      !seen.has(label),
  );
  return lost && `${lost.label} may not have been taken when a worker was told to stop`;
}
