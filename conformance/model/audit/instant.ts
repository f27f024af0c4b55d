// Instants as rows write them: RFC 3339 in UTC, with six digits of fraction.

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const zero = 0x30;

/** Microseconds since 1970; undefined for anything else, dates that no calendar has included. */
export function instantOf(text: string): number | undefined {
  if (!shape.test(text)) return undefined;
  const year = numberAt(text, 0, 4);
  const month = numberAt(text, 5, 7) - 1;
  const day = numberAt(text, 8, 10);
  const hour = numberAt(text, 11, 13);
  const minute = numberAt(text, 14, 16);
  const second = numberAt(text, 17, 19);
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  // What is beyond a bound is carried over, and shows.
  const isDate =
    date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day;
  const isTime =
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return isDate && isTime ? date.getTime() * 1000 + numberAt(text, 20, 26) : undefined;
}

function numberAt(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + text.charCodeAt(at) - zero;
  return number;
}
