// Instants as rows write them: RFC 3339 in UTC, with six digits of fraction.

const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z$/;

/** Microseconds since 1970; undefined for anything else, dates that no calendar has included. */
export function instantOf(text: string): number | undefined {
  const parts = shape.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0] = parts;
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  const shown = new Date(seconds * 1000).toISOString().slice(0, 19);
  return text.startsWith(shown) ? seconds * 1_000_000 + micros : undefined;
}
