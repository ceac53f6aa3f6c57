/** `shopify.toast`: drawn by the admin, its callbacks kept here. */
import type { ToastOptions } from "@shopify/app-bridge-types";
import { tell } from "./surroundings.ts";

const shown = new Map<string, ToastOptions>();

const DEFAULT_MS = 5000;

/** Shows a toast and returns its id. */
export function showToast(message: string, options: ToastOptions = {}): string {
  const id = crypto.randomUUID();
  shown.set(id, options);
  const { duration = DEFAULT_MS, isError = false, action } = options;
  tell({ type: "toast", toast: { id, message, duration, isError, action } });
  return id;
}

/** Takes a toast away. */
export function hideToast(id: string): void {
  shown.delete(id);
  tell({ type: "toast-hide", id });
}

/** The toast's button was pressed. */
export function toastActed(id: string): void {
  shown.get(id)?.onAction?.();
}

/** The toast was dismissed, or its time was up. */
export function toastDismissed(id: string): void {
  shown.get(id)?.onDismiss?.();
  shown.delete(id);
}
