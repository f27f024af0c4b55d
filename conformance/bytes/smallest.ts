// The smallest stream that breaks the same oracle, found by leaving out ever smaller pieces for as long
// as something can be left out, within a number of tries.
import { judge, type Oracle } from "./judge.ts";
import { joined } from "./pieces.ts";
import type { Subject } from "./subject.ts";

const triesMax = 3000;

export function smallest(subject: Subject, bytes: Uint8Array, oracle: Oracle): Uint8Array {
  let left = bytes;
  let tries = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < left.length && tries < triesMax; tries += 1) {
      const without = joined([left.subarray(0, at), left.subarray(at + size)]);
      if (judge(subject, without, "thorough").fault?.oracle === oracle) left = without;
      else at += size;
    }
  }
  return left;
}
