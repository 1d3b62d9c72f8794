// The kiosk itself: its live screen, which the mouse touches, and below it the mouths of its devices.

import { h, icon, redraw } from "./dom.js";
import { current, t } from "./words.js";

const HEAD_BYTES = 12;
const BEZEL = 12; // above the glass; below it are the mouths

export class Kiosk {
  constructor(element, app) {
    this.element = element;
    this.app = app;
    this.canvas = h("canvas", { width: 2, height: 2, tabIndex: 0 });
    this.paint = this.canvas.getContext("2d");
    this.fingertip = h("div.fingertip");
    this.cover = h("div.cover");
    this.glass = h("div.glass", {}, this.canvas, this.fingertip, this.cover);
    this.tabs = h("div.tabs");
    this.mouths = h("div.mouths");
    this.body = h("div.box", {}, this.glass, this.mouths);
    element.append(this.tabs, this.body);
    this.down = false;
    this.listen();
    new ResizeObserver(() => this.fit()).observe(element);
  }

  // ---------------------------------------------------------------- eyes

  begin() {
    this.asked = 0;
    this.fit();
  }

  place() {
    return this.app.state.house?.screens.find((each) => each.name === this.app.state.screen);
  }

  // As large as the column allows; the picture is asked for at the size at which it is shown.
  fit() {
    const place = this.place();
    if (!place) return;
    const wide = place.width > place.height;
    document.body.classList.toggle("wide", wide);
    const room = this.element.getBoundingClientRect();
    const above = wide ? innerHeight * 0.58 : innerWidth < 900 ? innerHeight * 0.8 : room.height;
    const height = Math.max(200, above - (this.tabs.offsetHeight ? this.tabs.offsetHeight + 6 : 0) - this.mouths.offsetHeight - BEZEL);
    const most = wide ? room.width - 2 * BEZEL : Math.min(innerWidth * 0.42, innerWidth - 2 * BEZEL);
    const scale = Math.min(height / place.height, most / place.width, 1);
    const width = Math.round(place.width * scale);
    this.glass.style.width = `${width}px`;
    this.glass.style.height = `${Math.round(place.height * scale)}px`;
    const pixels = Math.min(place.width, Math.round(width * devicePixelRatio));
    if (pixels !== this.asked || place.name !== this.watched) {
      this.asked = pixels;
      this.watched = place.name;
      this.app.link.say({ do: "look", screen: place.name, width: Math.max(60, pixels) });
    }
  }

  async picture(data) {
    const head = new DataView(data);
    const [frame, x, y, width, height] = [0, 2, 4, 6, 8].map((at) => head.getUint16(at, true));
    const part = await createImageBitmap(new Blob([new Uint8Array(data, HEAD_BYTES)], { type: "image/jpeg" }));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.paint.drawImage(part, x, y);
    part.close();
    this.cover.hidden = true;
    this.frames = (this.frames || 0) + 1;
    this.app.link.say({ do: "drawn", frame });
  }

  away() {
    this.cover.hidden = false;
  }

  // ---------------------------------------------------------------- a finger

  listen() {
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const part = (value, size) => Math.min(1, Math.max(0, value / size));
      return { x: part(event.clientX - box.left, box.width), y: part(event.clientY - box.top, box.height) };
    };
    const tip = (event) => {
      const box = this.glass.getBoundingClientRect();
      this.fingertip.style.transform = `translate(${event.clientX - box.left}px, ${event.clientY - box.top}px)`;
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.down = true;
      this.canvas.setPointerCapture(event.pointerId);
      this.glass.classList.add("touched");
      tip(event);
      this.app.link.say({ do: "finger", what: "down", ...at(event) });
      event.preventDefault();
    });
    this.canvas.addEventListener("pointermove", (event) => {
      tip(event);
      if (!this.down || (this.moved && event.timeStamp - this.moved < 30)) return;
      this.moved = event.timeStamp;
      this.app.link.say({ do: "finger", what: "move", ...at(event) });
    });
    const lift = (event) => {
      if (!this.down) return;
      this.down = false;
      this.glass.classList.remove("touched");
      this.app.link.say({ do: "finger", what: "up", ...at(event) });
      if (!this.app.state.steps.touch) {
        this.app.state.steps.touch = true;
        this.app.draw();
      }
    };
    this.canvas.addEventListener("pointerup", lift);
    this.canvas.addEventListener("pointercancel", lift);
    this.canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  // ---------------------------------------------------------------- around the glass

  draw() {
    const { state } = this.app;
    const seen = state.house.screens.filter((each) => each.seen);
    redraw(this.tabs, [state.screen, seen, current()], () =>
      seen.length > 1
        ? seen.map((each) => {
            const tab = h("button.tab", { type: "button", onclick: () => this.look(each.name) }, t(each.name === "front" || each.name === "staff" ? each.name : "screen_of", each));
            tab.classList.toggle("chosen", each.name === state.screen);
            return tab;
          })
        : [],
    );
    redraw(this.cover, [current(), Boolean(this.place())], () => [icon(this.place() ? "hourglass_top" : "near_me"), h("p", {}, t(this.place() ? "screen_away" : "screen_elsewhere"))]);
    redraw(this.mouths, [current(), this.devices()], () => this.devices().map((each) => this.mouth(each)));
    this.fit();
  }

  // What has a mouth on the box: how it looks, what it is called, whether it is broken.
  devices() {
    const { truth, house } = this.app.state;
    if (!truth) return [];
    const broken = (each) => Boolean(each && Object.keys(each.faults).length);
    const reads = (what) => truth.scanners.find((each) => house.readers.some((reader) => reader.name === each.name && reader.reads === what));
    const [code, stripe, encoder, printer] = [reads("codes"), reads("stripes"), truth.encoders[0], truth.printers[0]];
    return [
      code && { form: "eye", glyph: "barcode_scanner", word: "scanner", broken: broken(code) },
      stripe && { form: "groove", glyph: "swipe", word: "reader", broken: broken(stripe) },
      encoder && { form: "slot", glyph: "credit_card", word: "encoder", broken: broken(encoder), lamps: encoder.lamps },
      printer && { form: "slit", glyph: "print", word: "paper", broken: broken(printer) },
    ].filter(Boolean);
  }

  mouth({ form, glyph, word, broken, lamps }) {
    const lights = lamps ? ["green", "yellow", "red"].map((lamp) => h(`i.lamp.${lamp}${lamps.includes(lamp) ? ".on" : ""}`)) : [];
    const part = h(`div.mouth.${form}`, { title: t(word) }, h("span.opening", {}, ...lights), h("span.label", {}, icon(broken ? "build" : glyph), t(word)));
    part.classList.toggle("broken", broken);
    return part;
  }

  look(name) {
    this.app.state.screen = name;
    this.away();
    this.app.draw();
  }

  // A device's mouth answers a deed with a moment of light.
  flash(form) {
    const part = this.mouths.querySelector(`.${form}`);
    if (!part) return;
    part.classList.remove("flash");
    void part.offsetWidth; // begins the animation anew
    part.classList.add("flash");
  }
}
