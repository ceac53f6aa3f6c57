/** The bar over the admin's header that asks to save or discard. */
import type { FromPage } from "../messages.ts";
import { byId } from "./elements.ts";

const bar = byId("save-bar", HTMLElement);
const question = byId("confirm", HTMLDialogElement);
let asksBeforeDiscard = false;

/** Shows or hides the bar. */
export function showSaveBar(visible: boolean, discardConfirmation: boolean): void {
  bar.hidden = !visible;
  asksBeforeDiscard = discardConfirmation;
}

/** Whether the app has changes the person has not saved. */
export const isUnsaved = (): boolean => !bar.hidden;

async function ask(heading: string, agree: string): Promise<boolean> {
  byId("confirm-heading", HTMLElement).textContent = heading;
  byId("confirm-agree", HTMLButtonElement).textContent = agree;
  question.returnValue = "";
  question.showModal();
  await new Promise((closed) => {
    question.addEventListener("close", closed, { once: true });
  });
  return question.returnValue === "agree";
}

/** Asks whether to leave without saving. */
export const confirmLeaving = (): Promise<boolean> => ask("Leave page with unsaved changes?", "Leave page");

async function discard(tell: (message: FromPage) => void): Promise<void> {
  if (asksBeforeDiscard && !(await ask("Discard all unsaved changes?", "Discard changes"))) return;
  tell({ type: "discard" });
}

/** Connects the bar's buttons. */
export function provideSaveBar(tell: (message: FromPage) => void): void {
  byId("save", HTMLButtonElement).onclick = () => {
    tell({ type: "save" });
  };
  byId("discard", HTMLButtonElement).onclick = () => {
    void discard(tell);
  };
}
