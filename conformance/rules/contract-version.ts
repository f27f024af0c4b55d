/**
 * Which contract the rules are. It counts up when a rule is given another level or asks for something else than
 * before, so that two results are not compared that were judged by different promises. A new rule, a retired one
 * and a better word leave it.
 */
export const contractVersion = 1;
