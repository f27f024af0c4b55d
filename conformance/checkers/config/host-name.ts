// Host names that a router cannot hold. Only what is certain: an empty label, a slash. A final dot
// only ends a name.

export function isRoutableHost(hostname: string): boolean {
  const labels = hostname.replace(/[.]$/, "").split(".");
  return !hostname.includes("/") && labels.every((label) => label !== "");
}
