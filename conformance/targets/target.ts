// An implementation under test, as the runner sees it: machines to put into the world, and the
// constants by which its promises are judged.
import type { Testee } from "../../sim/index.ts";
import type { LeaseConstants } from "../model/constants.ts";

export interface Target {
  /** As it was named on the command line. */
  readonly name: string;
  readonly testee: Testee;
  readonly constants: LeaseConstants;
}
