/** Puts a text into the clipboard; false where the browser allows neither way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyAsTyped(text);
  }
}

/** A frame may be kept from the clipboard's interface by whoever embeds it, and still copy as a person does. */
function copyAsTyped(text: string): boolean {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", give, { once: true });
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way without the interface
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", give);
  }
}
