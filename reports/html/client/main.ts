// The script of the HTML report: which page is shown follows the part of the address after `#`.

import type { PageData } from "../page-data.ts";
import { element } from "./element.ts";
import { filterTable } from "./filters.ts";
import { startTheme } from "./theme.ts";
import { caseView, ruleView } from "./views.ts";

function found<Kind extends HTMLElement>(selector: string, kind: new () => Kind): Kind {
  const candidate = document.querySelector(selector);
  if (candidate instanceof kind) return candidate;
  throw new TypeError(`the page has no ${selector}`);
}

const overview = found("#overview", HTMLElement);
const view = found("#view", HTMLElement);
const form = found("#filters", HTMLFormElement);
const table = found("table.rules", HTMLTableElement);
// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- written by page-data.ts into this very file
const data = JSON.parse(found("#data", HTMLScriptElement).text) as PageData;

function route(): void {
  const [, kind, id = ""] = decodeURIComponent(location.hash).split("/");
  const isOverview = kind !== "rule" && kind !== "case";
  overview.hidden = !isOverview;
  view.hidden = isOverview;
  view.replaceChildren();
  if (isOverview) return;
  const rule = data.rules.find((candidate) => candidate.rule === id);
  const { paddingLeft, paddingRight } = getComputedStyle(view);
  const room = view.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
  const children = kind === "case" ? caseView(data, id, room) : rule && ruleView(data, rule, room);
  view.append(
    ...(children ?? [element("p", {}, `There is no ${kind} ${id} in this report.`)]).filter(
      (child) => child !== undefined,
    ),
  );
  scrollTo({ top: 0 });
  view.focus({ preventScroll: true });
}

function filter(): void {
  filterTable(form, table);
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => {
  event.preventDefault();
});
filter();
startTheme(found("#theme", HTMLElement));
addEventListener("hashchange", route);
route();
