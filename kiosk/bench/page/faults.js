// Everything that can break, by what can have it: one switch for each fault that the world knows.

import { button, h, icon, redraw } from "./dom.js";
import { current, said, t } from "./words.js";

const ICONS = { door: "door_front", boards: "developer_board", expanders: "memory", scanner: "barcode_scanner", encoder: "credit_card", printer: "print", usb: "usb" };
const LISTS = { boards: "boards", expanders: "boards", scanner: "scanners", encoder: "encoders", printer: "printers", usb: "printers" };

// What can have the faults of a family: a key, a name to show, and the thing itself.
function things(state, family) {
  if (!state.truth) return [];
  if (family === "door") return state.truth.doors.map((each) => ({ key: `${each.bank}\t${each.number}`, name: t("door_number", each), bank: each.bank, number: each.number, faults: each.faults }));
  const wired = (each) => family === "usb" ? state.house.usb.includes(each.name) : LISTS[family] !== "boards" || state.house.walls.some((wall) => wall.name === each.name && wall.wiring === family);
  return (state.truth[LISTS[family] ?? family] ?? []).filter(wired).map((each) => ({ key: each.name, name: each.name, faults: each.faults }));
}

export function brokenThings(state) {
  return [...state.house.faults, { family: "devices", faults: [] }].flatMap(({ family, faults }) =>
    things(state, family).flatMap((thing) => Object.keys(thing.faults).filter((kind) => !faults.length || faults.some((each) => each.kind === kind)).map((kind) => ({ family, thing, fault: faults.find((each) => each.kind === kind) ?? { kind, name: { en: kind.replaceAll("_", " ") } } }))),
  );
}

export function wrench(app, family, device) {
  return button(`break-${family}`, "", () => app.open(family, device), { glyph: "build", classes: "small plain wrench", title: `${t("faults")}: ${t(`family_${family}`)}` });
}

function set(app, family, thing, fault, on) {
  if (family === "devices") return app.do("break_device", { kind: fault.kind, on, value: fault.value ?? 0, device: thing.key });
  const value = Number(app.state.faultValue[fault.kind] ?? fault.value ?? 0) || 0;
  const where = family === "door" ? { compartment: thing.number, device: thing.bank } : { device: thing.key };
  return app.do("set_fault", { kind: fault.kind, on, value, ...where });
}

export function drawFaults(element, app) {
  const { state } = app;
  element.hidden = !state.faultsOpen;
  if (!state.faultsOpen) return void redraw(element, [""], () => []);
  const state_ = [current(), state.faultsOpen, state.faultDevice, state.door, state.faultValue, state.house.faults.map(({ family }) => things(state, family))];
  const top = element.scrollTop;
  const fresh = element.dataset.open !== state.faultsOpen;
  const drawn = redraw(element, state_, () => [
    h("div.sheet-head", {}, h("h2", {}, icon("build"), t("faults")), button("close-faults", "", () => app.set({ faultsOpen: "" }), { glyph: "close", classes: "plain", title: t("close") })),
    h("p.quiet", {}, t("fault_how")),
    active(app),
    ...state.house.faults.map((each) => family(app, each)),
    foreign(app),
  ]);
  element.dataset.open = state.faultsOpen;
  if (!drawn) return;
  const wanted = fresh && state.faultsOpen !== "all" ? element.querySelector(`[data-family="${CSS.escape(state.faultsOpen)}"]`) : null;
  element.scrollTop = wanted ? wanted.offsetTop - 64 : top;
}

function active(app) {
  const broken = brokenThings(app.state);
  if (!broken.length) return h("p.all-well", {}, icon("check_circle"), t("faults_none"));
  return h(
    "div.active",
    {},
    ...broken.map(({ family, thing, fault }) => h("div.broken-thing", {}, icon(ICONS[family] ?? "category"), h("b", {}, thing.name), h("span", {}, said(fault.name)), button(`mend-${thing.key}-${fault.kind}`, t("mend"), () => set(app, family, thing, fault, false), { classes: "small" }))),
    button("mend-all", t("mend_all"), () => app.do("mend_all"), { classes: "primary", glyph: "handyman" }),
  );
}

function family(app, { family: name, faults }) {
  const all = things(app.state, name);
  const title = h("h3", {}, icon(ICONS[name] ?? "category"), t(`family_${name}`));
  const section = (...inside) => {
    const made = h("section.family", {}, h("div.family-head", {}, title, picker(app, name, all)), ...inside);
    made.dataset.family = name;
    return made;
  };
  if (!all.length) return section(h("p.quiet", {}, t("nothing_like_that")));
  const thing = chosen(app, name, all);
  return section(...faults.map((fault) => line(app, name, thing, fault)));
}

// Which faults a device of somebody else's has, only its emulator knows: they are named by hand.
function foreign(app) {
  const all = things(app.state, "devices");
  if (!all.length) return null;
  const thing = chosen(app, "devices", all);
  const breakIt = (event) => {
    event.preventDefault();
    const [kind, value] = event.target.querySelectorAll("input");
    if (kind.value) set(app, "devices", thing, { kind: kind.value, value: Number(value.value) || 0 }, true);
  };
  const made = h(
    "section.family",
    {},
    h("div.family-head", {}, h("h3", {}, icon("extension"), t("family_devices")), picker(app, "devices", all)),
    h(
      "form.free",
      { onsubmit: breakIt },
      h("input", { placeholder: t("fault_name"), "aria-label": t("fault_name"), maxLength: 64, autocomplete: "off" }),
      h("input", { type: "number", min: 0, max: 10000000, value: 0, "aria-label": t("family_devices") }),
      h("button", { type: "submit" }, t("break_it")),
    ),
  );
  made.dataset.family = "devices";
  return made;
}

function chosen(app, name, all) {
  const wanted = name === "door" ? app.state.door : app.state.faultDevice[name];
  return all.find((each) => each.key === wanted) ?? all[0];
}

function picker(app, name, all) {
  if (all.length < 2) return all.length ? h("span.quiet", {}, all[0].name) : null;
  const now = chosen(app, name, all);
  const pick = (event) => {
    if (name === "door") return app.set({ door: event.target.value });
    app.state.faultDevice[name] = event.target.value;
    app.draw();
  };
  return h("select", { onchange: pick, "aria-label": t(`family_${name}`) }, ...all.map((each) => h("option", { value: each.key, selected: each === now }, each.name)));
}

function line(app, family, thing, fault) {
  const on = fault.kind in thing.faults;
  const flip = h("button.switch", { type: "button", role: "switch", "aria-checked": String(on), "aria-label": said(fault.name), onclick: () => set(app, family, thing, fault, !on) });
  flip.dataset.fault = fault.kind;
  const value = fault.unit
    ? h(
        "span.value",
        {},
        h("input", {
          type: "number",
          min: 0,
          max: 10000000,
          value: on ? thing.faults[fault.kind] : app.state.faultValue[fault.kind] ?? fault.value,
          disabled: on,
          "aria-label": `${said(fault.name)} (${t(`unit_${fault.unit}`)})`,
          onchange: (event) => (app.state.faultValue[fault.kind] = event.target.value),
        }),
        t(`unit_${fault.unit}`),
      )
    : null;
  const row = h("div.fault", {}, flip, h("div.what", {}, h("b", {}, said(fault.name)), h("span", {}, said(fault.tells))), value);
  row.classList.toggle("on", on);
  return row;
}
