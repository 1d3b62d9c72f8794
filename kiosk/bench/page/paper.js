// The paper: what the printer has cut, as pictures of it, the newest where it comes out.

import { button, h, heading, icon, redraw } from "./dom.js";
import { current, t } from "./words.js";
import { wrench } from "./faults.js";
import { scan } from "./scanner.js";

const SHOWN = 24;

export function drawPaper(element, app) {
  const { state } = app;
  const printers = state.truth?.printers ?? [];
  element.hidden = !printers.length;
  if (!printers.length) return;
  if (!element.querySelector(".roll")) element.replaceChildren(h("div.top"), h("div.slot"), h("div.roll"));
  const [top, , roll] = element.children;
  const printer = printers.find((each) => each.name === state.printer) ?? printers[0];
  const left = printer.paper_mm > 0 ? t("paper_left", { metres: (printer.paper_mm / 1000).toFixed(1) }) : t("paper_out");
  redraw(top, [current(), left, printer.name, printer.faults], () =>
    heading(
      "print",
      t("paper"),
      "",
      h("span.quiet", {}, left),
      button("roll", t("new_roll"), () => app.do("load_paper", { printer: printer.name, millimetres: 80000 }), { classes: "small", glyph: "refresh" }),
      wrench(app, "printer", printer.name),
    ),
  );
  if (roll.dataset.printer !== printer.name || printer.slips < Number(roll.dataset.slips)) {
    roll.replaceChildren();
    Object.assign(roll.dataset, { printer: printer.name, slips: String(Math.max(0, printer.slips - SHOWN)) });
    roll.dataset.quiet = "1";
  }
  for (let number = Number(roll.dataset.slips); number < printer.slips; number += 1) roll.prepend(slip(printer, number, roll.dataset.quiet));
  if (printer.slips > Number(roll.dataset.slips) && !roll.dataset.quiet) app.kiosk.flash("slit");
  roll.dataset.slips = String(printer.slips);
  delete roll.dataset.quiet;
  while (roll.children.length > SHOWN) roll.lastChild.remove();
  roll.classList.toggle("empty", !printer.slips);
  roll.dataset.empty = t("no_paper_yet");
  for (const each of roll.children) {
    const code = printer.codes[each.dataset.slip];
    redraw(each.querySelector(".below"), [code, current()], () => (code ? [button("hold", t("hold_slip"), () => scan(app, code), { glyph: "qr_code_scanner", classes: "small" })] : []));
  }
}

function slip(printer, number, quiet) {
  const picture = h("img", { src: `/slip/${encodeURIComponent(printer.name)}/${number}`, alt: t("slip_number", { number: number + 1 }), decoding: "async" });
  const made = h("figure.slip", {}, h("div.sheet", {}, picture), h("figcaption.below"));
  made.dataset.slip = String(number);
  if (!quiet) {
    made.classList.add("printing");
    picture.addEventListener("load", () => {
      made.style.setProperty("--height", `${picture.offsetHeight}px`);
      made.classList.add("out");
    });
  }
  return made;
}
