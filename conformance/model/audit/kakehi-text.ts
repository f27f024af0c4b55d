// `kakehi-text`: a line of `key=value` columns separated by ", ".
import { pairsOf, rawHazard } from "./columns.ts";
import type { AuditFormat } from "./format.ts";
import { kakehiColumnOf, kakehiColumns, kakehiNames, kakehiRow } from "./kakehi-columns.ts";
import { forged } from "./row.ts";

export const kakehiText: AuditFormat = {
  ...kakehiNames,
  parse: (line) => {
    const hazard = rawHazard(line);
    if (hazard !== undefined) return forged(hazard);
    const taken = pairsOf(line.split(", "), kakehiColumns);
    return taken.ok ? kakehiRow(taken.columns) : forged(taken.fault);
  },
  altered: (line, column, value) =>
    line.replace(
      new RegExp(`(^|, )${kakehiColumnOf[column]}=[^,]*`),
      (_found, before: string) => `${before}${kakehiColumnOf[column]}=${value}`,
    ),
};
