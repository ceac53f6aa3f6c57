/** Toasts at the foot of the admin. */
import type { FromPage, Toast } from "../messages.ts";
import { byId, element } from "./elements.ts";

/** Takes a toast away. */
export function hideToast(id: string): void {
  document.getElementById(`toast-${id}`)?.remove();
}

/** Shows a toast for its time; tells the app when it is acted upon or gone. */
export function showToast(toast: Toast, tell: (message: FromPage) => void): void {
  const { id, message, isError, action } = toast;
  const box = element("div", { id: `toast-${id}`, className: isError ? "toast error" : "toast" });
  const dismiss = (): void => {
    if (!box.isConnected) return;
    box.remove();
    tell({ type: "toast-dismiss", id });
  };
  box.append(element("span", { textContent: message }));
  if (action !== undefined) {
    const act = (): void => {
      tell({ type: "toast-action", id });
    };
    box.append(element("button", { textContent: action, onclick: act }));
  }
  box.append(element("button", { textContent: "×", ariaLabel: "Dismiss", onclick: dismiss }));
  byId("toasts", HTMLElement).append(box);
  setTimeout(dismiss, toast.duration);
}
