/**
 * The worker's side of the pixel manager: gives the pixel Shopify's interface, which reaches the page by
 * messages. The pixel's bundle follows in the same file and registers itself.
 */
import type { Browser, ExtensionApi, SubscriberCallback } from "@shopify/web-pixels-extension";
import type { BrowserMethod, FromWorker, PublishedEvent, ToWorker } from "./messages.ts";

type Listener = (payload: unknown) => void;

const listeners = new Map<string, Set<Listener>>();
const events: PublishedEvent[] = [];
const calls = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
let lastCall = 0;
let extension: ((api: ExtensionApi) => void) | undefined;

// Typed as a window: the project's other browser code is pages.
const scope = self as unknown as {
  shopify: { extend: (point: string, extend: (api: ExtensionApi) => void) => void };
  onmessage: (message: MessageEvent<ToWorker>) => void;
  postMessage: (message: FromWorker) => void;
};

function subscribe(name: string, listener: Listener): () => boolean {
  const known = listeners.get(name) ?? new Set();
  listeners.set(name, known.add(listener));
  // What happened on this page before the pixel listened is told now.
  for (const event of events) if (event.name === name) listener(event);
  return () => known.delete(listener);
}

function publish(name: string, payload: unknown): void {
  for (const listener of listeners.get(name) ?? []) listener(payload);
}

/** Has the top frame do something. */
function ask<Result>(method: BrowserMethod, ...parameters: unknown[]): Promise<Result> {
  const call = ++lastCall;
  return new Promise<Result>((resolve, reject) => {
    calls.set(call, { resolve, reject });
    scope.postMessage({ call, method, parameters });
  });
}

function storage(name: "localStorage" | "sessionStorage") {
  return {
    getItem: (key: string) => ask<string | null>(`${name}.getItem`, key),
    setItem: (key: string, value: unknown) => ask<undefined>(`${name}.setItem`, key, value),
    removeItem: (key: string) => ask<undefined>(`${name}.removeItem`, key),
    clear: () => ask<undefined>(`${name}.clear`),
    key: (index: number) => ask<string | null>(`${name}.key`, index),
    length: () => ask<number>(`${name}.length`),
  };
}

/** Without the deprecated `sendBeacon`: a pixel that still uses it should fail here. */
const browser: Omit<Browser, "sendBeacon"> = {
  cookie: {
    get: (name) => ask("cookie.get", name),
    set: (cookieOrName, value) => ask("cookie.set", cookieOrName, value),
  },
  localStorage: storage("localStorage"),
  sessionStorage: storage("sessionStorage"),
};

function start({ init, settings }: Extract<ToWorker, { kind: "start" }>): void {
  extension?.({
    init,
    settings,
    browser: browser as Browser,
    analytics: { subscribe: (name, callback) => subscribe(name, callback as Listener) },
    customerPrivacy: {
      subscribe: (name, callback: SubscriberCallback<never>) => subscribe(name, callback as Listener),
    },
    _pixelInfo: undefined,
  });
}

scope.shopify = {
  extend(_point, extend) {
    extension = extend;
  },
};

scope.onmessage = ({ data: message }) => {
  switch (message.kind) {
    case "start":
      start(message);
      return;
    case "event":
      events.push(message.event);
      publish(message.event.name, message.event);
      return;
    case "consent":
      publish("visitorConsentCollected", { customerPrivacy: message.customerPrivacy });
      return;
    case "result":
      calls.get(message.call)?.resolve(message.value as never);
      calls.delete(message.call);
      return;
    case "failure":
      calls.get(message.call)?.reject(new Error(message.message));
      calls.delete(message.call);
  }
};
