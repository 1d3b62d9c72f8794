// The scanner: a shelf of codes that lie ready, the slips that were printed, and a field for any other code.

import { button, h, heading, icon, redraw } from "./dom.js";
import { bytes } from "./link.js";
import { current, t } from "./words.js";
import { wrench } from "./faults.js";

const ICONS = { member: "badge", umbrella: "umbrella", stroller: "stroller", slip: "receipt_long" };

export function drawScanner(element, app) {
  const { state } = app;
  const readers = state.house.readers.filter((each) => each.reads === "codes");
  const kinds = [...new Set(state.house.shelf.map((each) => each.kind)), "slip"];
  if (!kinds.includes(state.shelf)) state.shelf = kinds[0];
  const slips = slipCodes(state);
  const chosen = state.scanner && readers.some((each) => each.name === state.scanner) ? state.scanner : readers[0]?.name;
  state.scanner = chosen;
  const hint = !state.steps.card && state.steps.touch;
  const typed = element.querySelector("input")?.value ?? "";
  const drawn = redraw(element, [current(), state.shelf, readers, state.house.shelf.length, slips, chosen, hint, state.truth.scanners.map((each) => each.faults)], () => [
    heading(
      "barcode_scanner",
      t("scanner"),
      t("scanner_how"),
      h("div.tabs", {}, ...kinds.map((kind) => tab(app, kind))),
      readers.length > 1 ? picker(app, readers, chosen) : null,
      wrench(app, "scanner", chosen),
    ),
    h("div.shelf", { className: `shelf ${state.shelf}` }, ...codes(app, slips, hint)),
    h(
      "form.free",
      {
        onsubmit: (event) => {
          event.preventDefault();
          const field = event.target.querySelector("input");
          if (field.value) scan(app, field.value);
          field.select();
        },
      },
      h("input", { id: "code", placeholder: t("any_code"), autocomplete: "off", spellcheck: false, maxLength: 4096, "aria-label": t("any_code") }),
      h("button.primary", { type: "submit" }, icon("barcode_scanner"), h("span", {}, t("scan"))),
    ),
  ]);
  if (drawn && typed) element.querySelector("input").value = typed;
}

function tab(app, kind) {
  const each = button(`tab-${kind}`, t(`shelf_${kind}`), () => app.set({ shelf: kind }), { classes: "tab", glyph: ICONS[kind] });
  each.classList.toggle("chosen", kind === app.state.shelf);
  return each;
}

function picker(app, readers, chosen) {
  return h(
    "select",
    { onchange: (event) => app.set({ scanner: event.target.value }), "aria-label": t("scanner") },
    ...readers.map((each) => h("option", { value: each.name, selected: each.name === chosen }, ["front", "staff"].includes(each.position) ? t(each.position) : `${each.name} ${t("reader_at", each)}`)),
  );
}

function codes(app, slips, hint) {
  const { state } = app;
  if (state.shelf === "slip") {
    if (!slips.length) return [h("p.quiet", {}, t("no_slips"))];
    return slips.map((each) => chip(app, { kind: "slip", code: each.code, name: t("slip_number", { number: each.number + 1 }) }));
  }
  const there = state.house.shelf.filter((each) => each.kind === state.shelf);
  return there.map((each, place) => chip(app, { ...each, name: current() === "zh_CN" ? each.label : each.label_en || each.label, hint: hint && place === 0 }));
}

function chip(app, code) {
  const short = code.code.length > 16 ? `${code.code.slice(0, 6)}…${code.code.slice(-4)}` : code.code;
  const made = h(`button.code.${code.kind}`, { type: "button", title: code.code, onclick: () => scan(app, code.code) }, icon(ICONS[code.kind] ?? "category"), h("b", {}, code.name), h("small", {}, short));
  made.dataset.code = code.code;
  made.classList.toggle("hint", Boolean(code.hint));
  return made;
}

export function slipCodes(state) {
  return (state.truth?.printers ?? [])
    .flatMap((printer) => Object.entries(printer.codes).map(([number, code]) => ({ printer: printer.name, number: Number(number), code })))
    .sort((one, another) => another.number - one.number);
}

export async function scan(app, code) {
  const done = await app.do("present_code", { scanner: app.state.scanner ?? app.state.house.readers[0]?.name ?? "", data: bytes(code) });
  if (done) {
    app.kiosk.flash("eye");
    app.note(t("scanned", { code: code.length > 24 ? `${code.slice(0, 24)}…` : code }));
  }
}
