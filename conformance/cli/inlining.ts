// How much the optimizing compiler of a process may inline. A command plays each case a few times and
// is over within seconds, and each thread compiles for itself: with the usual budgets a third of its
// time goes into compiling, and what comes of it is no faster. What is judged does not depend on it.
import { setFlagsFromString } from "node:v8";

/** Bytecode that one call, and all calls within one function, may add. */
const inlinedBytes = 100;
const inlinedBytesTotal = 150;

/** A later release might not know these names any more, and would complain of them in every run. */
const nodeMajorMax = 24;

export function boundInlining(): void {
  if (Number.parseInt(process.versions.node, 10) > nodeMajorMax) return;
  setFlagsFromString(`--max-inlined-bytecode-size=${inlinedBytes}`);
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlinedBytesTotal}`);
}
