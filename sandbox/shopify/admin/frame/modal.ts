/** `<ui-modal>` and `shopify.modal`. Shopify draws modals in the admin; the stand-in draws them inside the app's frame. */
import type { ShopifyStandIn } from "./types.ts";

/** `<ui-modal>`: a native dialog around the element's content, with its title bar as heading and buttons. */
class ModalElement extends HTMLElement {
  #dialog: HTMLDialogElement | undefined;
  /** Where app-bridge-react's Modal renders its children through a portal. */
  readonly content = document.createElement("div");

  disconnectedCallback(): void {
    this.#dialog?.remove();
  }

  /** Made when first shown, so that an app which hydrates its document finds only its own nodes. */
  #open(): HTMLDialogElement {
    if (this.#dialog !== undefined) return this.#dialog;
    this.#dialog = document.body.appendChild(document.createElement("dialog"));
    this.#dialog.style.cssText =
      "width:min(520px,calc(100vw - 32px));padding:20px;border:0;border-radius:12px;box-shadow:0 8px 40px #0005;font:inherit";
    this.#dialog.addEventListener("close", () => this.dispatchEvent(new Event("hide")));
    return this.#dialog;
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.querySelectorAll<HTMLElement>("ui-title-bar button")].map((original) => {
      const button = document.createElement("button");
      button.textContent = original.textContent;
      const filled = original.getAttribute("variant") === "primary";
      const critical = original.getAttribute("tone") === "critical";
      const background = filled ? (critical ? "#c5280c" : "#303030") : "#fff";
      button.style.cssText = `margin:16px 8px 0 0;padding:7px 14px;border:1px solid #ccc;border-radius:8px;font:inherit;font-weight:600;background:${background};color:${filled ? "#fff" : "#303030"}`;
      button.onclick = () => {
        original.click();
      };
      return button;
    });
  }

  show(): Promise<void> {
    const heading = document.createElement("h2");
    heading.textContent = this.querySelector("ui-title-bar")?.getAttribute("title") ?? "";
    const own = [...this.children].filter((child) => child.localName !== "ui-title-bar");
    if (this.content.childNodes.length === 0)
      this.content.append(...own.map((child) => child.cloneNode(true)));
    const dialog = this.#open();
    dialog.replaceChildren(heading, this.content, ...this.#buttons());
    if (!dialog.open) {
      dialog.showModal();
      this.dispatchEvent(new Event("show"));
    }
    return Promise.resolve();
  }

  hide(): Promise<void> {
    this.#dialog?.close();
    return Promise.resolve();
  }

  toggle(): Promise<void> {
    return this.#dialog?.open ? this.hide() : this.show();
  }
}

function find(id: string): ModalElement {
  const element = document.getElementById(id);
  if (element instanceof ModalElement) return element;
  throw new Error(`There is no <ui-modal id="${id}"> on this page.`);
}

/** `shopify.modal`. */
export const modal: ShopifyStandIn["modal"] = {
  show: (id) => find(id).show(),
  hide: (id) => find(id).hide(),
  toggle: (id) => find(id).toggle(),
};

/** Defines the element. */
export function provideModal(): void {
  customElements.define("ui-modal", ModalElement);
}
