/**
 * Grows whenever the same scenario and seed may give another run than before: a seed belongs to an
 * engine. `determinism.test.ts` has the hashes that this version stands for.
 */
export const engineVersion = 2;
