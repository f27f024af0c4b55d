// How V8 is told to compile and to collect, in this thread and in those that it starts. A command plays
// each case a few times and is over within seconds, and each thread compiles for itself: with the usual
// budgets a third of its time goes into compiling, and what comes of it is no faster. What is judged does
// not depend on any of it.
import { setFlagsFromString } from "node:v8";

/** Bytecode that one call, and all calls within one function, may add. */
const inlinedBytes = 100;
const inlinedBytesTotal = 150;

/**
 * MiB of half the young generation. What checkers know of a run lives as long as the run; in the usual 16
 * it is copied to and fro until it is over: generated worlds take a sixth longer.
 */
const semiSpaceMebibytes = 128;

/** A later release might not know these names any more, and would complain of them in every run. */
const nodeMajorMax = 24;

export function setV8Flags(): void {
  if (Number.parseInt(process.versions.node, 10) > nodeMajorMax) return;
  setFlagsFromString(`--max-inlined-bytecode-size=${inlinedBytes}`);
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlinedBytesTotal}`);
  setFlagsFromString(`--max-semi-space-size=${semiSpaceMebibytes}`);
}
