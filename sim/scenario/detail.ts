// The four levels of detail by the names that people write. The numbers are those of the schema.

export const detailNames = ["process", "frontend", "cluster", "backend"] as const;

export type DetailName = (typeof detailNames)[number];

/** The number on the wire; a number stays what it is, in or out of the enumeration. */
export function detailNumber(detail: DetailName | number): number {
  return typeof detail === "number" ? detail : detailNames.indexOf(detail);
}
