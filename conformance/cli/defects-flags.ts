// What `kakehi defects` is told.

export interface DefectsFlags {
  readonly only: readonly string[];
  readonly family: readonly string[];
  readonly full: boolean;
  readonly anew: boolean;
  readonly matrix: string;
  readonly json: boolean;
  readonly list: boolean;
  readonly seeds: number;
  readonly jobs: number;
}
