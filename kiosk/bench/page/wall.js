// The locker wall: doors that one may pull, push, force and block, what lies behind them, and what one holds.

import { button, h, heading, icon, redraw } from "./dom.js";
import { current, t } from "./words.js";
import { wrench } from "./faults.js";

const ICONS = { umbrella: "umbrella", stroller: "stroller", bag: "luggage", large_bag: "luggage" };

export const keyOf = (bank, number) => `${bank}\t${number}`;

export function drawWall(element, app) {
  const { state } = app;
  element.hidden = !state.house.walls.length;
  if (!state.house.walls.length) return;
  if (!element.querySelector(".walls")) element.replaceChildren(h("div.top"), h("div.walls"), h("div.detail"), h("div.hands"));
  const [top, walls, detail, hands] = element.children;
  redraw(top, [current(), state.door], () => heading("door_front", t("wall"), t("wall_how"), wrench(app, "door", state.door ?? "")));
  redraw(walls, [state.house.walls, current()], () => state.house.walls.map((wall) => grid(app, wall)));
  for (const door of state.truth.doors) shape(app, walls, door);
  const door = state.truth.doors.find((each) => keyOf(each.bank, each.number) === state.door);
  redraw(detail, [current(), door, state.truth.holding], () => (door ? story(app, door) : [h("p.quiet", {}, icon("touch_app"), t("wall_how"))]));
  redraw(hands, [current(), state.truth.holding, door?.open, state.door], () => inHands(app, door));
}

// ---------------------------------------------------------------- the doors

function grid(app, wall) {
  const columns = Math.max(...wall.doors.map((each) => each.column)) + 1;
  const name = current() === "zh_CN" ? wall.name : wall.name_en;
  return h(
    "div.bank",
    { role: "group", "aria-label": name },
    h("p.name", {}, name),
    h(
      "div.doors",
      { style: { "--columns": columns } },
      ...wall.doors.map((each) => {
        const door = h(
          "button.door",
          { type: "button", style: { "grid-row": each.row + 1, "grid-column": each.column + 1 }, onclick: () => app.set({ door: keyOf(wall.name, each.number) }) },
          h("span.inside", { "data-number": each.number }),
          h("span.leaf", {}, h("span.number", {}, String(each.number)), h("span.ghost")),
          h("span.flag"),
        );
        door.dataset.door = keyOf(wall.name, each.number);
        return door;
      }),
    ),
  );
}

function shape(app, walls, door) {
  const element = walls.querySelector(`[data-door="${CSS.escape(keyOf(door.bank, door.number))}"]`);
  if (!element) return;
  const broken = Object.keys(door.faults).length > 0 || door.burnt;
  element.classList.toggle("open", door.open);
  element.classList.toggle("released", door.released && !door.open);
  element.classList.toggle("broken", broken);
  element.classList.toggle("chosen", keyOf(door.bank, door.number) === app.state.door);
  element.title = `${t("door_number", door)} · ${t(stateOf(door))}`;
  redraw(element.querySelector(".inside"), [door.items], () => door.items.slice(0, 3).map((tag) => icon(glyphOf(app, door, tag))));
  redraw(element.querySelector(".ghost"), [door.items], () => door.items.slice(0, 1).map((tag) => icon(glyphOf(app, door, tag))));
  redraw(element.querySelector(".flag"), [broken], () => (broken ? [icon("build")] : []));
}

export function stateOf(door) {
  return door.burnt ? "door_burnt" : door.open ? "door_open" : door.released ? "door_released" : "door_closed";
}

function placeOf(app, door) {
  return app.state.house.walls.find((wall) => wall.name === door.bank)?.doors.find((each) => each.number === door.number);
}

function glyphOf(app, door, tag) {
  const known = app.state.house.shelf.find((each) => each.code === tag)?.kind;
  return ICONS[known ?? placeOf(app, door)?.holds[0]] ?? "category";
}

function labelOf(app, tag) {
  const known = app.state.house.shelf.find((each) => each.code === tag);
  return known ? (current() === "zh_CN" ? known.label : known.label_en) : "";
}

// A door that springs open is what one looks at next.
export function followDoors(app) {
  const { before, truth } = app.state;
  const was = new Map((before?.doors ?? []).map((each) => [keyOf(each.bank, each.number), each.open]));
  const sprung = truth.doors.find((each) => each.open && was.get(keyOf(each.bank, each.number)) !== true);
  if (sprung) app.state.door = keyOf(sprung.bank, sprung.number);
}

// ---------------------------------------------------------------- the door that is looked at

function story(app, door) {
  const at = { compartment: door.number, bank: door.bank };
  const blocked = "will_not_close" in door.faults;
  const jammed = "jammed" in door.faults;
  const toggle = (kind, on) => app.do("set_fault", { kind, on, compartment: door.number, device: door.bank, value: 1 });
  const fresh = app.state.steps.card && !app.state.steps.take;
  return [
    h("div.title", {}, h("h3", {}, t("door_number", door)), h(`span.state.${stateOf(door)}`, {}, t(stateOf(door)))),
    h("p.label", {}, t(door.open ? "inside" : "inside_unseen")),
    h(
      "div.items",
      {},
      ...(door.items.length
        ? door.items.map((tag) => item(app, door, tag, button(`take-${tag}`, t("take"), () => app.do("take", { ...at, tag }), { disabled: !door.open, classes: fresh ? "small hint" : "small" })))
        : [h("p.quiet", {}, t("empty"))]),
    ),
    h(
      "div.acts",
      {},
      door.open
        ? button("push", t("push"), () => app.do("close_door", at), { classes: "primary", glyph: "door_front" })
        : button("pull", t("pull"), () => app.do("pull_door", at), { classes: "primary", glyph: "door_open" }),
      button("force", t("force"), () => app.do("open_by_force", at), { disabled: door.open, glyph: "bolt" }),
      button("block", t(blocked ? "unblock" : "block"), () => toggle("will_not_close", !blocked), { glyph: "back_hand", classes: blocked ? "on" : "" }),
      button("jam", t(jammed ? "unjam" : "jam"), () => toggle("jammed", !jammed), { glyph: "lock", classes: jammed ? "on" : "" }),
      button("more", t("more_faults"), () => app.open("door", app.state.door), { glyph: "build" }),
    ),
  ];
}

function item(app, door, tag, act) {
  return h("div.item", {}, icon(glyphOf(app, door, tag)), h("b", {}, tag), h("span", {}, labelOf(app, tag)), act);
}

// ---------------------------------------------------------------- what one holds

function inHands(app, door) {
  const { holding } = app.state.truth;
  const put = (tag) =>
    button(`put-${tag}`, t("put"), () => app.do("put", { compartment: door.number, bank: door.bank, tag }), { disabled: !door?.open, classes: "small" });
  const away = (tag) => button(`away-${tag}`, "", () => app.do("put_down", { tag }), { glyph: "directions_walk", classes: "small plain", title: t("carry_away") });
  const bag = () => {
    const taken = (number) => holding.includes(`BAG-${number}`) || app.state.truth.doors.some((each) => each.items.includes(`BAG-${number}`));
    let number = 1;
    while (taken(number)) number += 1;
    app.do("pick_up", { tag: `BAG-${number}` });
  };
  return [
    h("p.label", {}, icon("pan_tool"), holding.length ? t("hands") : t("hands_empty")),
    ...holding.map((tag) => h("div.held", {}, icon(tag.startsWith("BAG-") ? "luggage" : glyphOf(app, door ?? app.state.truth.doors[0], tag)), h("b", {}, tag), put(tag), away(tag))),
    button("bag", t("own_bag"), bag, { glyph: "add", classes: "small plain" }),
  ];
}
