// The wallet: cards with a stripe, as one would see them, and the readers that one may draw them through.

import { button, h, heading, icon, redraw } from "./dom.js";
import { current, t } from "./words.js";
import { wrench } from "./faults.js";

const FACES = { member: "card_member", blank: "card_blank", "blank-loco": "card_blank", worn: "card_worn", bank: "card_bank" };

export function drawWallet(element, app) {
  const { state } = app;
  const { cards, encoders } = state.truth;
  element.hidden = !cards.length;
  if (!cards.length) return;
  const readers = state.house.readers.filter((each) => each.reads === "stripes");
  if (!cards.some((each) => each.name === state.card)) state.card = cards[0].name;
  redraw(element, [current(), cards, encoders, readers, state.card, state.backwards, state.swiping], () => [
    heading("credit_card", t("wallet"), t("wallet_how"), ...ways(app, readers, encoders), encoders.length ? wrench(app, "encoder", encoders[0].name) : null),
    h("div.wallet", {}, ...cards.map((each) => face(app, each))),
  ]);
}

function ways(app, readers, encoders) {
  const { state } = app;
  const turn = h("label.check", {}, h("input", { type: "checkbox", checked: state.backwards, onchange: (event) => app.set({ backwards: event.target.checked }) }), h("span", {}, t("backwards")));
  return [
    turn,
    ...readers.map((each) => button(`read-${each.name}`, t("swipe_reader"), () => throughReader(app, each.name), { glyph: "swipe", classes: "small" })),
    ...encoders.map((each) => {
      const made = button(`encode-${each.name}`, state.swiping ? t("swiping") : t("swipe_encoder"), () => throughEncoder(app, each.name), {
        glyph: state.swiping ? "hourglass_top" : "swipe",
        classes: "small",
        title: each.waits ? t("encoder_waits") : t("encoder_idle"),
        disabled: state.swiping,
      });
      made.classList.toggle("hint", Boolean(each.waits));
      return made;
    }),
  ];
}

function face(app, card) {
  const texts = card.tracks.filter(Boolean);
  const made = h(
    "button.stripe-card",
    { type: "button", title: card.tracks.map((text, place) => `${place + 1}: ${text || "–"}`).join("\n"), onclick: () => app.set({ card: card.name }) },
    h("span.stripe"),
    h("b", {}, t(FACES[card.name] ?? "card_other")),
    h("span.track", {}, texts[0] ?? t("nothing_on_it")),
    h("small", {}, t(card.coercivity === "high" ? "hico" : "loco"), card.writes ? ` · ${t("written", { times: card.writes })}` : ""),
  );
  made.classList.add(card.bank ? "bank" : card.worn ? "worn" : texts.length ? "member" : card.coercivity === "high" ? "blank" : "blank-loco");
  made.classList.toggle("chosen", card.name === app.state.card);
  made.dataset.card = card.name;
  return made;
}

async function throughReader(app, reader) {
  if (!(await app.do("swipe_reader", { card: app.state.card, reader, backwards: app.state.backwards }))) return;
  app.kiosk.flash("groove");
  app.note(t("swiped"));
}

async function throughEncoder(app, encoder) {
  app.set({ swiping: true });
  const done = await app.do("swipe_card", { card: app.state.card, encoder, backwards: app.state.backwards, within_ms: 15000 });
  app.set({ swiping: false });
  if (done) {
    app.kiosk.flash("slot");
    app.note(t("swiped"));
  }
}
