import { useEffect, useState } from "react";

/** Gives the focus back, when this goes, to whatever had it when this came: a dialog without an activator of its own would leave it nowhere. */
export function useReturnFocus(): void {
  // Read before anything below is there: the dialog takes the focus with its first effect.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the dialog has gone, which holds the focus until then.
      requestAnimationFrame(() => {
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      });
    },
    [before],
  );
}
