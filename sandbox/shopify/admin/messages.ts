/** What the framed app and the admin page say to each other by postMessage. */

/** A link of the app's navigation menu. */
export interface NavLink {
  label: string;
  href: string;
}

/** A button of the app's title bar; its position among the others names it. */
export interface TitleAction {
  label: string;
  primary: boolean;
  disabled: boolean;
}

/** What the admin shows around the app. */
export interface Chrome {
  /** Path and query inside the app, without the parameters the admin itself adds. */
  path: string;
  title?: string | undefined;
  actions: TitleAction[];
  nav: NavLink[];
}

/** A toast to show. */
export interface Toast {
  id: string;
  message: string;
  duration: number;
  isError: boolean;
  action?: string | undefined;
}

/** From the framed app to the admin page. */
export type FromFrame =
  | { type: "chrome"; chrome: Chrome }
  | { type: "toast"; toast: Toast }
  | { type: "toast-hide"; id: string }
  | { type: "save-bar"; visible: boolean; discardConfirmation: boolean }
  | { type: "leave" }
  | { type: "loading"; on: boolean }
  | { type: "open-admin"; path: string };

/** From the admin page to the framed app. */
export type FromPage =
  | { type: "navigate"; href: string }
  | { type: "press"; index: number }
  | { type: "save" }
  | { type: "discard" }
  | { type: "toast-action"; id: string }
  | { type: "toast-dismiss"; id: string }
  | { type: "may-leave" };

/** Marks a message as ours among whatever else a page may post. */
export interface Envelope<Message> {
  sandboxAdmin: 1;
  message: Message;
}

/** Wraps a message. */
export function envelope<Message>(message: Message): Envelope<Message> {
  return { sandboxAdmin: 1, message };
}

/** Calls `handle` for our messages from exactly that window and origin; the two ends agree on their type. */
export function receive(
  from: () => MessageEventSource | null,
  origin: string,
  handle: (message: unknown) => void,
): void {
  addEventListener("message", (event: MessageEvent<Partial<Envelope<unknown>> | null>) => {
    if (event.origin !== origin || event.source !== from()) return;
    if (event.data?.sandboxAdmin === 1) handle(event.data.message);
  });
}
