import { useNavigate } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { ConnectionView } from "./connection-view.ts";

/** Shows a pixel once it has been added, instead of the empty form it was typed into. */
export function useShowAdded({ pixels, shown }: ConnectionView): void {
  const navigate = useNavigate();
  const before = useRef(pixels.length);
  useEffect(() => {
    const added = pixels.length > before.current ? pixels.at(-1) : undefined;
    before.current = pixels.length;
    if (added !== undefined && shown === undefined) navigate(`?pixel=${added.code}`, { replace: true });
  }, [navigate, pixels, shown]);
}
