// The little that is needed to make elements. Texts are always set as texts: nothing that the kiosk says becomes markup.

let glyphs = {};

export function useIcons(named) {
  glyphs = named;
}

export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [rule, what] of Object.entries(value)) element.style.setProperty(rule, what);
    else if (key in element && key !== "list") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

export function icon(name, title = "") {
  return h("span.icon", title ? { title, role: "img", "aria-label": title } : { "aria-hidden": "true" }, glyphs[name] ?? "");
}

// Draw a section again only when what it shows has changed, and never under a finger: a button that vanished between press
// and release would not have been pressed.
const shown = new WeakMap();
let pressed = null;
let missed = false;

export function drawAfterPresses(draw) {
  addEventListener("pointerdown", (event) => (pressed = event.target), true);
  const lifted = () =>
    setTimeout(() => {
      pressed = null;
      if (missed) {
        missed = false;
        draw();
      }
    });
  addEventListener("pointerup", lifted, true);
  addEventListener("pointercancel", lifted, true);
}

export function redraw(element, state, make) {
  const key = JSON.stringify(state);
  if (shown.get(element) === key) return false;
  if (pressed instanceof Node && pressed !== element && element.contains(pressed)) {
    missed = true;
    return false;
  }
  shown.set(element, key);
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : "";
  element.replaceChildren(...[make()].flat().filter(Boolean));
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return true;
}

export function button(key, label, act, properties = {}) {
  const { classes = "", glyph, ...rest } = properties;
  const element = h("button", { type: "button", onclick: act, ...rest }, glyph ? icon(glyph) : null, h("span", {}, label));
  element.dataset.key = key;
  if (classes) element.classList.add(...classes.split(" "));
  return element;
}

export function heading(glyph, title, hint, ...more) {
  return h("div.heading", {}, h("h2", { title: hint }, icon(glyph), title), ...more);
}
