// The two matrices of how an exchange may end, as data: `fixtures/terminations.json`. A row is a situation
// with the outcome that is intended; a pairing is who speaks what on both sides; a cell is the case, and
// the exchange in it, that asserts the outcome of a row in a pairing. A pairing without a cell has a reason.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ExchangeEnd } from "../../sim/index.ts";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";

/** Client and back end; with `s` behind TLS. */
export type Pairing = `${"h1" | "h1s" | "h2" | "h2s"}-${"h1" | "h2"}`;

export interface Cell {
  /** The id of a scenario. */
  readonly case: string;
  /** The label of the exchange in it that ends as the row says. */
  readonly exchange: string;
}

/** What is not there, the contract leaves open. */
export interface Intended {
  /** How the client sees it end. */
  readonly ends?: readonly ExchangeEnd[];
  /** The status that the client gets; 0: none. */
  readonly statuses?: readonly number[];
  readonly records?: 0 | 1;
  readonly isError?: boolean;
}

export interface Row {
  /** `A1` to `A49` behind a client of HTTP/1, `B1` to `B33` behind one of HTTP/2. */
  readonly row: string;
  readonly situation: string;
  readonly intended: Intended;
  readonly cells: Readonly<Partial<Record<Pairing, Cell>>>;
  /** Why a pairing has no cell. */
  readonly absent?: Readonly<Partial<Record<Pairing, string>>>;
}

/** @throws UsageError for a file that keeps not to its schema. */
export function loadTerminations(): readonly Row[] {
  const schema = read("schema", "terminations.schema.json");
  if (typeof schema !== "object" || schema === null) throw new Error("the schema is no object");
  const validate = new Ajv2020().compile<{ readonly rows: readonly Row[] }>(schema);
  const written = read("terminations.json");
  if (validate(written)) return written.rows;
  const [error] = validate.errors ?? [];
  throw new UsageError(
    `terminations.json: ${error?.instancePath ?? ""} ${error?.message ?? "is none"}`,
  );
}

function read(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(fixturePath(...path), "utf8"));
}

/** One line for each cell and for each reason, and how many there are. */
export function terminationLines(rows: readonly Row[]): readonly string[] {
  const lines = rows.flatMap(({ row, situation, cells, absent = {} }) => [
    `${row.padEnd(3)}  ${situation}`,
    ...Object.entries(cells).map(
      ([pairing, cell]) => `       ${pairing.padEnd(6)}  ${cell.case} ${cell.exchange}`,
    ),
    ...Object.entries(absent).map(([pairing, why]) => `       ${pairing.padEnd(6)}  none: ${why}`),
  ]);
  const cells = rows.flatMap((row) => Object.keys(row.cells)).length;
  const reasons = rows.flatMap((row) => Object.keys(row.absent ?? {})).length;
  return [...lines, `${rows.length} rows, ${cells} cells, ${reasons} absent with a reason`];
}
