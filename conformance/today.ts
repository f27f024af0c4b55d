// The day on which a command is started, as baselines write days: 2027-01-31, in UTC, so that an entry
// expires for everybody at once.

export function today(): string {
  const [day = ""] = new Date().toISOString().split("T");
  return day;
}
