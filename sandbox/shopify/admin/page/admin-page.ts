/** The admin page around the app's frame: navigation, title, save bar, toasts and address. Built into one file. */
import { envelope, receive, type Chrome, type FromFrame, type FromPage } from "../messages.ts";
import { byId, element } from "./elements.ts";
import { confirmLeaving, isUnsaved, provideSaveBar, showSaveBar } from "./save-bar.ts";
import { hideToast, showToast } from "./toasts.ts";

const frame = byId("app-frame", HTMLIFrameElement);
const appOrigin = new URL(frame.src).origin;
/** `/store/x` and `/store/x/apps/y`, from the server. */
const { storePath = "", appPath = "" } = frame.dataset;

function tell(message: FromPage): void {
  frame.contentWindow?.postMessage(envelope(message), appOrigin);
}

async function leaveTo(go: () => void): Promise<void> {
  if (isUnsaved() && !(await confirmLeaving())) return;
  tell({ type: "may-leave" });
  go();
}

function drawNav(chrome: Chrome): void {
  const items = chrome.nav.map(({ label, href }) => {
    const link = element("a", { textContent: label, href: appPath + href });
    if (new URL(href, appOrigin).pathname === chrome.path.split("?")[0]) link.ariaCurrent = "page";
    link.onclick = (event) => {
      event.preventDefault();
      void leaveTo(() => {
        tell({ type: "navigate", href });
      });
    };
    const item = element("li");
    item.append(link);
    return item;
  });
  byId("app-nav", HTMLUListElement).replaceChildren(...items);
}

function drawTitle(chrome: Chrome): void {
  byId("app-title", HTMLElement).textContent = chrome.title ?? "";
  const buttons = chrome.actions.map(({ label, primary, disabled }, index) => {
    const button = element("button", { textContent: label, disabled, className: primary ? "primary" : "" });
    button.onclick = () => {
      tell({ type: "press", index });
    };
    return button;
  });
  byId("app-actions", HTMLElement).replaceChildren(...buttons);
}

/** The bounce page is on its way elsewhere; only pages a person can come back to belong in the address. */
function mirrorAddress(path: string): void {
  if (path.startsWith("/auth/")) return;
  history.replaceState(null, "", appPath + (path === "/app" ? "" : path));
}

function draw(chrome: Chrome): void {
  mirrorAddress(chrome.path);
  drawNav(chrome);
  drawTitle(chrome);
}

function handle(message: FromFrame): void {
  switch (message.type) {
    case "chrome":
      draw(message.chrome);
      break;
    case "toast":
      showToast(message.toast, tell);
      break;
    case "toast-hide":
      hideToast(message.id);
      break;
    case "save-bar":
      showSaveBar(message.visible, message.discardConfirmation);
      break;
    case "leave":
      void leaveTo(() => undefined);
      break;
    case "loading":
      byId("app-loading", HTMLElement).hidden = !message.on;
      break;
    case "open-admin":
      void leaveTo(() => {
        location.assign(storePath + message.path);
      });
      break;
  }
}

provideSaveBar(tell);
receive(
  () => frame.contentWindow,
  appOrigin,
  (message) => {
    handle(message as FromFrame);
  },
);
frame.addEventListener("load", () => {
  showSaveBar(false, false);
});
