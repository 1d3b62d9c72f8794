// The bar on top: what this is, the first steps, what is broken, whom one may sign in as, the language.

import { button, h, icon, redraw } from "./dom.js";
import { NAMES, current, other, speak, t } from "./words.js";
import { brokenThings } from "./faults.js";

const STEPS = ["touch", "card", "take", "close", "slip"];

export function drawHead(element, app) {
  const { state } = app;
  const broken = state.truth ? brokenThings(state).length : 0;
  const dismissed = localStorage.getItem("bench.steps") === "done" || !state.house.shelf.length;
  redraw(element, [current(), state.house.site, broken, state.steps, dismissed, state.house.notes, state.notesOpen], () => [
    h(
      "div.brand",
      {},
      h("img", { src: "/page/mark.svg", alt: "", width: 36, height: 36 }),
      h("div", {}, h("h1", {}, t("title")), h("p", {}, `${current() === "zh_CN" ? state.house.site : state.house.site_en} · ${t("subtitle")}`)),
    ),
    dismissed ? h("div.steps") : steps(app),
    h(
      "div.tools",
      {},
      button("faults", broken ? t("faults_some", { count: broken }) : t("faults_none"), () => app.set({ faultsOpen: state.faultsOpen ? "" : "all" }), {
        glyph: broken ? "build" : "check_circle",
        classes: broken ? "pill broken" : "pill well",
        title: t("faults"),
        id: "faults-button",
      }),
      Object.keys(state.house.notes).length ? notes(app) : null,
      button("language", NAMES[other()], () => (speak(other()), app.draw()), { glyph: "translate", classes: "pill", title: t("to_other_language"), id: "language" }),
    ),
  ]);
}

function steps(app) {
  const { state } = app;
  const next = STEPS.find((each) => !state.steps[each]);
  const dismiss = () => {
    localStorage.setItem("bench.steps", "done");
    app.draw();
  };
  const marks = STEPS.map((name, number) => {
    const mark = h("li", {}, h("b", {}, state.steps[name] ? icon("check") : String(number + 1)), t(`step_${name}`));
    mark.classList.toggle("done", state.steps[name]);
    mark.classList.toggle("next", name === next);
    return mark;
  });
  return h("div.steps", {}, next ? h("ol", {}, ...marks) : h("p", {}, icon("stars"), t("step_done")), button("steps", "", dismiss, { glyph: "close", classes: "small plain", title: t("close") }));
}

function notes(app) {
  const { state } = app;
  const open = state.notesOpen;
  const row = ([what, words]) => {
    const [number, pin] = words.split(" ");
    return h("div.who", {}, h("b", {}, t(`note_${what}`)), h("span", {}, t("note_number", { number, pin })));
  };
  return h(
    "div.popover",
    {},
    button("notes", "", () => app.set({ notesOpen: !open }), { glyph: "badge", classes: "pill", title: t("staff_help") }),
    open ? h("div.sheet", {}, h("h3", {}, t("staff_help")), h("p", {}, t("staff_how")), ...Object.entries(state.house.notes).map(row)) : null,
  );
}

// Tick the first steps off as they happen in the world, whoever did them.
export function noticed(app) {
  const { before, truth, steps: done } = app.state;
  if (!before || !done.touch) return;
  const presented = (all) => all.scanners.reduce((sum, each) => sum + each.presented, 0);
  const opened = truth.doors.some((each) => each.open);
  if (presented(truth) > presented(before)) done.card = true;
  if (done.card && truth.holding.length > before.holding.length) done.take = true;
  if (done.take && !opened) done.close = true;
  if (done.close && truth.printers.some((each, place) => each.slips > (before.printers[place]?.slips ?? 0))) done.slip = true;
}
