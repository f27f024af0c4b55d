// Instants as RFC 3339 writes them, from an integer and nothing else: the pure core has no calendar
// of its own to ask, and a locale must not change a row.

const microsPerSecond = 1_000_000;
const secondsPerDay = 86_400;

/** Days from 0000-03-01 to 1970-01-01: years that begin in March keep the leap day last. */
const daysBeforeEpoch = 719_468;

/** A Gregorian cycle. */
const daysPerEra = 146_097;
const yearsPerEra = 400;

/** UTC with six digits of fraction, `2026-11-21T02:07:53.286214Z`; `micros` is a safe integer. */
export function rfc3339(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond);
  const day = Math.floor(seconds / secondsPerDay);
  const { year, month, dayOfMonth } = dateOf(day);
  const second = seconds - day * secondsPerDay;
  const date = `${twoDigits(Math.floor(year / 100))}${twoDigits(year % 100)}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
  const minute = Math.floor(second / 60);
  const time = `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}:${twoDigits(second % 60)}`;
  const fraction = micros - seconds * microsPerSecond;
  return `${date}T${time}.${sixDigits(fraction)}Z`;
}

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

/** `day` counts from 1970-01-01. */
function dateOf(day: number): CivilDate {
  const shifted = day + daysBeforeEpoch;
  const era = Math.floor(shifted / daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const leapDaysBefore = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (365 * yearOfEra + leapDaysBefore);
  // Months from March have 153 days in every five.
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * yearsPerEra + yearOfEra + (month <= 2 ? 1 : 0);
  return { year, month, dayOfMonth };
}

/** Every pair of digits, by the number it stands for. */
const pairs = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0"));

function twoDigits(value: number): string {
  return pairs[value] ?? String(value);
}

function sixDigits(value: number): string {
  const hundreds = Math.floor(value / 100);
  return `${twoDigits(Math.floor(hundreds / 100))}${twoDigits(hundreds % 100)}${twoDigits(value % 100)}`;
}
