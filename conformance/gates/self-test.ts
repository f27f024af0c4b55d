// The suite tested by its own means: faults are planted in the simulator, the checkers, the runner and
// the reports, and what the suite asks of itself has to notice each of them. One that nobody notices
// ends with 1, and so does a probe that the sound suite does not pass.
import { loadPatched } from "../defects/load.ts";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import type { Probe } from "./self-test/probe.ts";
import { loadSuiteDefects, type SuiteDefect } from "./self-test/suite-defect.ts";

const scenarios = loadCases().map(({ scenario }) => scenario);
const entry = { path: "conformance/gates/self-test/probes.ts", kind: "node" } as const;

async function probesOf(id: string, edits: SuiteDefect["edits"]): Promise<readonly Probe[]> {
  const module = await loadPatched(id, edits, entry);
  if (!("probes" in module) || !Array.isArray(module.probes)) {
    throw new Error(`${id}: the patched suite lost its probes`);
  }
  return module.probes as readonly Probe[];
}

/** A probe that cannot even end has noticed. */
async function said(probe: Probe): Promise<string | undefined> {
  try {
    return await probe.ask(scenarios);
  } catch (error) {
    return `it threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function isSound(): Promise<boolean> {
  const faults = await sequence(await probesOf("the sound suite", []), async (probe) => {
    const fault = await said(probe);
    const mark = fault === undefined ? "✓" : "✗";
    process.stdout.write(`${mark} ${probe.id}  ${fault ?? probe.promise}\n`);
    return fault;
  });
  return faults.every((fault) => fault === undefined);
}

/** One after the other. */
async function sequence<Item, Found>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Found>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const item of items) found.push(await ask(item));
  return found;
}

async function isNoticed(defect: SuiteDefect): Promise<boolean> {
  try {
    const all = await probesOf(defect.id, defect.edits);
    for (const probe of all.filter(({ id }) => defect.expectedProbes.includes(id))) {
      const fault = await said(probe);
      if (fault === undefined) continue;
      process.stdout.write(`✓ ${defect.id}  noticed by ${probe.id}: ${fault}\n`);
      return true;
    }
    const probes = defect.expectedProbes.join(", ");
    process.stdout.write(`✗ ${defect.id}  survived ${probes}: ${defect.title}\n`);
  } catch (error) {
    // It does not fit any more: nobody knows whether it would be noticed.
    if (!(error instanceof UsageError)) throw error;
    process.stdout.write(`✗ ${error.message}\n`);
  }
  return false;
}

const sound = await isSound();
process.stdout.write("\n");
const noticed = await sequence(loadSuiteDefects(), isNoticed);
const count = noticed.filter(Boolean).length;
process.stdout.write(`\n${count} of ${noticed.length} faults of the suite noticed\n`);
if (!sound || count < noticed.length) process.exitCode = 1;
