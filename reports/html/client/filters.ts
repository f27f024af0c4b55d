// Hides the rows of the table that were not asked for.

export function filterTable(form: HTMLFormElement, table: HTMLTableElement): void {
  const asked = new FormData(form);
  const words = textOf(asked.get("words")).toLowerCase().split(/\s+/);
  const family = textOf(asked.get("family"));
  const outcomes = new Set(asked.getAll("outcome").map(textOf));
  let shown = 0;
  let all = 0;
  for (const body of table.tBodies) {
    let inBody = 0;
    for (const row of body.querySelectorAll<HTMLTableRowElement>("tr[data-rule]")) {
      const isShown =
        (family === "" || family === body.dataset["family"]) &&
        outcomes.has(row.dataset["outcome"] ?? "") &&
        words.every((word) => (row.dataset["words"] ?? "").includes(word));
      row.hidden = !isShown;
      inBody += isShown ? 1 : 0;
      all += 1;
    }
    body.hidden = inBody === 0;
    shown += inBody;
  }
  const output = form.elements.namedItem("shown");
  if (output instanceof HTMLOutputElement) output.value = `${shown} of ${all} rules`;
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === "string" ? value : "";
}
