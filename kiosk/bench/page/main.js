// The page: what it knows (`state`), and who draws which part of it. Every part is a function of the state.

import { drawAfterPresses, h, icon, redraw, useIcons } from "./dom.js";
import { Link } from "./link.js";
import { learn, said, speak, t, current } from "./words.js";
import { drawHead, noticed } from "./head.js";
import { Kiosk } from "./kiosk.js";
import { drawScanner } from "./scanner.js";
import { drawWallet } from "./wallet.js";
import { drawDevices } from "./devices.js";
import { drawWall, followDoors } from "./wall.js";
import { drawPaper } from "./paper.js";
import { addLines, drawJournal } from "./journal.js";
import { drawFaults } from "./faults.js";

const NOTE_MS = 4200;

export const state = {
  house: null,
  truth: null,
  before: null,
  away: false,
  lost: false,
  allowed: true,
  screen: "",
  door: null, // "bank\tnumber"
  shelf: "member",
  card: "member",
  backwards: false,
  swiping: false,
  faultsOpen: "",
  faultDevice: {},
  faultValue: {},
  journal: [],
  steps: { touch: false, card: false, take: false, close: false, slip: false },
};

const element = (id) => document.getElementById(id);

export const app = {
  state,
  draw,
  note,
  link: null,
  kiosk: null,
  // Do something, and draw what came of it.
  async do(type, fields) {
    const what = await app.link.do(type, fields);
    draw();
    return what;
  },
  set(changes) {
    Object.assign(state, changes);
    draw();
  },
  open(family, device = "") {
    if (device) state.faultDevice[family] = device;
    app.set({ faultsOpen: family });
  },
};

function draw() {
  if (!state.house) return drawBanner();
  document.title = `${t("title")} · ${current() === "zh_CN" ? state.house.site : state.house.site_en}`;
  drawBanner();
  drawHead(element("head"), app);
  app.kiosk.draw();
  drawPaper(element("paper"), app);
  drawJournal(element("journal"), app);
  drawFaults(element("faults"), app);
  if (!state.truth) return;
  drawScanner(element("scanner"), app);
  drawWallet(element("wallet"), app);
  drawDevices(element("devices"), app);
  drawWall(element("wall"), app);
}

function drawBanner() {
  const banner = element("banner");
  const key = !state.allowed ? "not_allowed" : state.lost ? "bench_away" : state.away ? "world_away" : "";
  banner.hidden = !key || !state.house;
  document.body.classList.toggle("away", Boolean(key));
  redraw(banner, [key, current()], () => (key ? [icon(key === "not_allowed" ? "key" : "hourglass_top"), h("span", {}, t(key))] : []));
}

export function note(text, kind = "") {
  const line = h("div.note", {}, icon(kind === "cannot" ? "front_hand" : "check_circle"), h("span", {}, text));
  if (kind) line.classList.add(kind);
  const place = element("notes");
  while (place.children.length > 2) place.firstChild.remove();
  place.append(line);
  setTimeout(() => line.remove(), NOTE_MS);
}

const handlers = {
  house(message) {
    state.house = message;
    Object.assign(state, { lost: false, allowed: true });
    learn(message.words);
    useIcons(message.icons);
    speak(current());
    const seen = message.screens.find((each) => each.seen);
    if (!message.screens.some((each) => each.name === state.screen && each.seen)) state.screen = seen ? seen.name : "";
    state.journal = [];
    app.kiosk.begin();
    draw();
  },
  truth(message) {
    state.before = state.truth;
    state.truth = message;
    state.away = false;
    followDoors(app);
    noticed(app);
    draw();
  },
  away() {
    state.away = true;
    draw();
  },
  screen_away() {
    app.kiosk.away();
  },
  journal(message) {
    addLines(app, message.lines);
    draw();
  },
  picture(data) {
    app.kiosk.picture(data);
  },
  cannot(reason) {
    note(said(reason), "cannot");
  },
  lost(allowed) {
    Object.assign(state, { lost: true, allowed });
    app.kiosk.away();
    draw();
  },
};

drawAfterPresses(draw);
app.kiosk = new Kiosk(element("kiosk"), app);
app.link = new Link(handlers);
window.bench = app; // for a developer's console
