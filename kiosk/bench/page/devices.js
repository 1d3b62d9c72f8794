// Devices with a driver of somebody else's: what their emulators tell, fact by fact. A lamp that is on shines in its colour.

import { h, heading, icon, redraw } from "./dom.js";
import { current, t } from "./words.js";
import { wrench } from "./faults.js";

const COLOURS = ["red", "yellow", "green", "blue", "white", "amber"];

export function drawDevices(element, app) {
  const { devices } = app.state.truth;
  element.hidden = !devices.length;
  if (!devices.length) return;
  redraw(element, [current(), devices], () => [
    heading("extension", t("devices"), t("devices_how"), wrench(app, "devices", devices[0].name)),
    h("div.devices", {}, ...devices.map((each) => h("div.device", {}, icon(Object.keys(each.faults).length ? "build" : "power"), h("b", {}, each.name), ...Object.entries(each.facts).map(fact)))),
  ]);
}

function fact([name, value]) {
  const made = h("span.fact", {}, name, h("i", {}, value));
  if (COLOURS.includes(name)) made.classList.add("light", name, value === "off" ? "dark" : "lit");
  return made;
}
