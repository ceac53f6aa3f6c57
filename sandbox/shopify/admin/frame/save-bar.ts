/** `<ui-save-bar>`, `shopify.saveBar` and forms with `data-save-bar`: the bar itself is drawn by the admin. */
import type { ShopifyStandIn } from "./types.ts";
import { tell } from "./surroundings.ts";

/** What Save and Discard do for whoever showed the bar. */
interface BarOwner {
  save: () => void;
  discard: () => void;
}

let owner: BarOwner | undefined;
const waitingToLeave: (() => void)[] = [];

function showBar(next: BarOwner, discardConfirmation: boolean): void {
  owner = next;
  tell({ type: "save-bar", visible: true, discardConfirmation });
}

function hideBar(): void {
  if (owner === undefined) return;
  owner = undefined;
  tell({ type: "save-bar", visible: false, discardConfirmation: false });
}

/** The admin's Save button was pressed. */
export const save = (): void => owner?.save();

/** The admin's Discard button was pressed. */
export const discard = (): void => owner?.discard();

/** The person agreed to leave without saving. */
export function mayLeave(): void {
  hideBar();
  for (const leave of waitingToLeave.splice(0)) leave();
}

/** `<ui-save-bar>`: its buttons are pressed when the admin's are. */
class SaveBarElement extends HTMLElement {
  #owner: BarOwner = {
    save: () => this.querySelector<HTMLElement>('button[variant="primary"]')?.click(),
    discard: () => this.querySelector<HTMLElement>('button:not([variant="primary"])')?.click(),
  };

  get showing(): boolean {
    return owner === this.#owner;
  }

  show(): Promise<void> {
    if (!this.showing) {
      showBar(this.#owner, this.hasAttribute("discardConfirmation"));
      this.dispatchEvent(new Event("show"));
    }
    return Promise.resolve();
  }

  hide(): Promise<void> {
    if (this.showing) {
      hideBar();
      this.dispatchEvent(new Event("hide"));
    }
    return Promise.resolve();
  }

  toggle(): Promise<void> {
    return this.showing ? this.hide() : this.show();
  }
}

function bar(id: string): SaveBarElement {
  const element = document.getElementById(id);
  if (element instanceof SaveBarElement) return element;
  throw new Error(`There is no <ui-save-bar id="${id}"> on this page.`);
}

/** `shopify.saveBar`. */
export const saveBar: ShopifyStandIn["saveBar"] = {
  show: (id) => bar(id).show(),
  hide: (id) => bar(id).hide(),
  toggle: (id) => bar(id).toggle(),
  leaveConfirmation: () =>
    owner === undefined
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          waitingToLeave.push(resolve);
          tell({ type: "leave" });
        }),
};

const formOf = (event: Event): HTMLFormElement | null =>
  (event.target as Element | null)?.closest<HTMLFormElement>("form[data-save-bar]") ?? null;

function changed(event: Event): void {
  const form = formOf(event);
  if (form === null) return;
  const formOwner: BarOwner = {
    save: () => {
      form.requestSubmit();
    },
    discard: () => {
      form.reset();
    },
  };
  showBar(formOwner, form.hasAttribute("data-discard-confirmation"));
}

const settled = (event: Event): void => {
  if (formOf(event) !== null) hideBar();
};

/** Defines the element and watches forms: a change shows the bar, submit and reset hide it. */
export function provideSaveBar(): void {
  customElements.define("ui-save-bar", SaveBarElement);
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", settled);
  document.addEventListener("reset", settled);
}
