// Whether a version lies in a range such as `>=0.1 <0.2`: comparisons of up to three numbers, all of which
// have to hold. What a pre-release would mean is left out; the suite publishes none.

type Order = (sign: number) => boolean;

const orders: Readonly<Record<string, Order>> = {
  ">=": (sign) => sign >= 0,
  "<=": (sign) => sign <= 0,
  ">": (sign) => sign > 0,
  "<": (sign) => sign < 0,
  "=": (sign) => sign === 0,
};

/** `range` has the form that the schema of baselines demands. */
export function isInRange(version: string, range: string): boolean {
  return range.split(" ").every((comparison) => {
    const [, sign = "", wanted = ""] = /^(\D*)(.*)$/.exec(comparison) ?? [];
    const order = orders[sign === "" ? "=" : sign];
    // `=0.1` means whatever begins so; `>=0.1` compares with 0.1.0.
    const depth = sign === "" || sign === "=" ? wanted.split(".").length : 3;
    return order?.(compared(version, wanted, depth)) ?? false;
  });
}

function compared(version: string, wanted: string, depth: number): number {
  const have = version.split(/[.+-]/).map(Number);
  const want = wanted.split(".").map(Number);
  for (let place = 0; place < depth; place += 1) {
    const difference = (have[place] ?? 0) - (want[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
