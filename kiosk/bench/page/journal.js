// The journal scrolling by, the newest on top. Read only.

import { h, heading, redraw } from "./dom.js";
import { current, t } from "./words.js";

const KEPT = 250;
const TONES = { session: "plain", door: "sky", lending: "leaf", bags: "plum", staff: "amber", call: "rose", operation: "sky", stock: "leaf", plugin: "rose", desk: "plain", members: "amber" };

export function addLines(app, lines) {
  const { state } = app;
  const last = state.journal.length ? state.journal[state.journal.length - 1].seq : -1;
  state.journal = [...state.journal, ...lines.filter((each) => each.seq > last)].slice(-KEPT);
}

export function drawJournal(element, app) {
  const { state } = app;
  if (!element.querySelector(".lines")) element.replaceChildren(h("div.top"), h("div.lines", { role: "log", tabIndex: 0 }));
  const [top, place] = element.children;
  redraw(top, [current()], () => heading("history", t("journal"), t("journal_how")));
  place.dataset.empty = t("no_journal");
  place.classList.toggle("empty", !state.journal.length);
  if (!state.journal.length) return place.replaceChildren();
  const first = state.journal[0].seq;
  const known = Number(place.dataset.last ?? -1);
  if (place.children.length && Number(place.lastChild.dataset.seq) > first) place.replaceChildren();
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: state.house.zone });
  const shown = place.children.length ? known : -1;
  for (const each of state.journal.filter((line) => line.seq > shown)) place.prepend(row(each, clock, shown >= 0));
  place.dataset.last = String(state.journal[state.journal.length - 1].seq);
  while (place.children.length > KEPT) place.lastChild.remove();
}

function row(line, clock, fresh) {
  const [family, ...rest] = line.event.split(".");
  const made = h(
    "div.line",
    { title: `${line.seq} · ${line.actor} · ${line.position}\n${line.data}` },
    h("time", {}, clock.format(line.at_ms)),
    h(`span.event.${TONES[family] ?? "plain"}`, {}, h("b", {}, family), `.${rest.join(".")}`),
    h("span.data", {}, short(line.data)),
  );
  made.dataset.seq = String(line.seq);
  if (fresh) made.classList.add("fresh");
  return made;
}

function short(data) {
  let fields;
  try {
    fields = JSON.parse(data);
  } catch {
    return data;
  }
  const words = (value) => (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? `…${value.slice(-4)}` : value);
  return Object.entries(fields)
    .map(([key, value]) => `${key} ${words(String(value))}`)
    .join("  ");
}
