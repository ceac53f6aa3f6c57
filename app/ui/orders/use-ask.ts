import { useNavigate, useNavigation } from "@remix-run/react";
import { asked, type OrderQuery } from "./order-query.ts";

/** Shows something else: the address is what the page is made of, so that it can be shared and gone back to. */
export interface Ask {
  /** Changes the question; the list begins anew. */
  change(part: Partial<OrderQuery>, how?: { replace: boolean }): void;
  /** Goes to an address of the list. */
  go(query: string): void;
  /** An answer is on its way. */
  loading: boolean;
}

/** What changes the address. */
export function useAsk(query: OrderQuery): Ask {
  const navigate = useNavigate();
  const { state, location } = useNavigation();
  const go = (to: string, replace = false) => {
    navigate(to === "" ? "/app/orders" : `/app/orders?${to}`, { replace, preventScrollReset: true });
  };
  return {
    go,
    change: (part, { replace } = { replace: false }) => {
      go(asked(query, part), replace);
    },
    loading: state === "loading" && location.pathname === "/app/orders",
  };
}
