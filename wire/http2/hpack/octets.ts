// Whether a text can be written as octets, one a unit. Octets become text in latin1.ts.

/** Whether every unit of the text is an octet. */
export function isOctets(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}
