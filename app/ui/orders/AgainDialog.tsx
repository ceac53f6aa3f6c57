import { useRevalidator } from "@remix-run/react";
import { BlockStack, List, Modal, ProgressBar, Text, type ModalProps } from "@shopify/polaris";
import type { Translate } from "../../locales/translate.ts";
import { LEFT_REASONS } from "./again-answer.ts";
import { useReturnFocus } from "../frame/use-return-focus.ts";
import { useText } from "../frame/use-text.ts";
import { useAgain, type AgainRequest, type AgainStage } from "./use-again.ts";

/** Says what sending again would do, asks once, and shows how it goes. */
export function AgainDialog({ onClose, ...request }: AgainRequest & { onClose(): void }) {
  const t = useText();
  const { revalidate } = useRevalidator();
  const { stage, send, stop } = useAgain(request);
  useReturnFocus();
  const close = () => {
    stop();
    onClose();
    if (stage.kind === "sending" || stage.kind === "done" || stage.kind === "failed") revalidate();
  };
  return (
    <Modal
      open
      onClose={close}
      title={t("orders.again.title")}
      {...primary(stage, { send, close }, t)}
      {...secondary(stage, { stop, close }, t)}
    >
      <Modal.Section>
        <div aria-live="polite">
          <Content stage={stage} all={request.refs === undefined} />
        </div>
      </Modal.Section>
    </Modal>
  );
}

type Actions = Readonly<Record<"send" | "stop" | "close", () => void>>;

function primary(
  { kind, sum }: AgainStage,
  { send, close }: Pick<Actions, "send" | "close">,
  t: Translate,
): Pick<ModalProps, "primaryAction"> {
  switch (kind) {
    case "checking":
    case "sending":
      return {};
    case "ready":
      if (sum.again === 0) return { primaryAction: { content: t("orders.again.close"), onAction: close } };
      return {
        primaryAction: { content: t("orders.again.confirm", { count: sum.again }), onAction: send },
      };
    case "check_failed":
    case "done":
    case "failed":
      return { primaryAction: { content: t("orders.again.close"), onAction: close } };
  }
}

function secondary(
  { kind, sum }: AgainStage,
  { stop, close }: Pick<Actions, "stop" | "close">,
  t: Translate,
): Pick<ModalProps, "secondaryActions"> {
  if (kind === "sending") return { secondaryActions: [{ content: t("orders.again.stop"), onAction: stop }] };
  return kind === "checking" || (kind === "ready" && sum.again > 0)
    ? { secondaryActions: [{ content: t("orders.again.cancel"), onAction: close }] }
    : {};
}

function Content({ stage, all }: { stage: AgainStage; all: boolean }) {
  const t = useText();
  const { kind, sum } = stage;
  switch (kind) {
    case "checking":
      return <Text as="p">{t("orders.again.checking", { count: sum.orders })}</Text>;
    case "ready":
      return <Plan stage={stage} all={all} />;
    case "sending":
      return (
        <BlockStack gap="300">
          <Text as="p">{t("orders.again.progress", { done: sum.again, total: stage.total })}</Text>
          <ProgressBar
            size="small"
            progress={Math.min(100, Math.round((sum.again / Math.max(stage.total, 1)) * 100))}
          />
        </BlockStack>
      );
    case "done":
    case "failed":
      return <Text as="p">{t(`orders.again.${kind}`, { count: sum.again })}</Text>;
    case "check_failed":
      return <Text as="p">{t("orders.again.failed_check")}</Text>;
  }
}

function Plan({ stage: { sum }, all }: { stage: AgainStage; all: boolean }) {
  const t = useText();
  const left = LEFT_REASONS.filter((reason) => (sum.left[reason] ?? 0) > 0);
  return (
    <BlockStack gap="300">
      <Text as="p" fontWeight="semibold">
        {sum.again === 0 ? t("orders.again.none") : t("orders.again.sendable", { count: sum.again })}
      </Text>
      {sum.again > 0 && <Text as="p">{t("orders.again.same_cause")}</Text>}
      {all && (
        <Text as="p" tone="subdued">
          {t("orders.again.only_stopped")}
        </Text>
      )}
      {left.length > 0 && (
        <BlockStack gap="100">
          <Text as="p">{t("orders.again.left")}</Text>
          <List>
            {left.map((reason) => (
              <List.Item key={reason}>
                {t(`orders.again.reason.${reason}`, { count: sum.left[reason] ?? 0 })}
              </List.Item>
            ))}
          </List>
        </BlockStack>
      )}
    </BlockStack>
  );
}
