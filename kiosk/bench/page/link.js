// The socket to the bench: comes back by itself, answers deeds, hands pictures over as they come.

const RETRY_MS = 700;

export class Link {
  constructor(handlers) {
    this.handlers = handlers;
    this.deeds = new Map();
    this.number = 0;
    this.connect();
  }

  connect() {
    this.socket = new WebSocket(`ws://${location.host}/socket`);
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = (event) => this.heard(event.data);
    this.socket.onclose = () => this.lost();
  }

  heard(data) {
    if (data instanceof ArrayBuffer) return this.handlers.picture(data);
    const message = JSON.parse(data);
    if (message.say === "answer") {
      const waiting = this.deeds.get(message.id);
      this.deeds.delete(message.id);
      return waiting?.(message);
    }
    this.handlers[message.say]?.(message);
  }

  async lost() {
    for (const waiting of this.deeds.values()) waiting(null);
    this.deeds.clear();
    let allowed = true;
    try {
      allowed = (await fetch("/", { cache: "no-store" })).status !== 403;
    } catch {
      // nobody listens: it is being started
    }
    this.handlers.lost(allowed);
    setTimeout(() => this.connect(), RETRY_MS);
  }

  say(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  // Resolves to what was meant, or to null when it could not be done (which has been said).
  do(type, fields = {}) {
    const id = (this.number = (this.number + 1) % 2 ** 30);
    return new Promise((resolve) => {
      if (this.socket.readyState !== WebSocket.OPEN) return resolve(null);
      this.deeds.set(id, (answer) => {
        const refused = answer && Object.keys(answer.cannot ?? {}).length ? answer.cannot : null;
        if (refused) this.handlers.cannot(refused);
        resolve(answer && !refused ? answer.what || true : null);
      });
      this.say({ do: "deed", id, deed: { type, ...fields } });
    });
  }
}

// The world takes a code as bytes.
export function bytes(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
