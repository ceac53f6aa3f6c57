/** What a span says beside its name: never personal data, never a click id, never an address with a query. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** How a span begins. */
export interface SpanStart {
  kind: "server" | "client" | "producer" | "consumer" | "internal";
  /** What it is a part of: a span of this process, or a stored traceparent. Without one it begins a trace. */
  parent?: Span | string | undefined;
  attributes?: SpanAttributes;
}

/** Something that is being done, on its way to being told. */
export interface Span {
  traceId: string;
  /** What is stored so that the trace goes on elsewhere (W3C Trace Context); undefined where the trace is not recorded. */
  traceparent: string | undefined;
  /** Another span that this one came with. */
  link(other: Span): void;
  /** `failure` names what went wrong, in a constant word. */
  end(attributes?: SpanAttributes, failure?: string): void;
}

/** Where spans are told; there is none unless an endpoint is configured. */
export interface Tracing {
  begin(name: string, start: SpanStart): Span;
  /** Sends what is left, as far as that can be done in a moment. */
  close(): Promise<void>;
}

/** W3C's traceparent of a recorded trace. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/;

/** A stored traceparent, read; undefined for what is none. */
export function readTraceparent(text: string): { traceId: string; spanId: string } | undefined {
  const [, traceId, spanId] = TRACEPARENT.exec(text) ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}

/** A traceparent to store. */
export function writeTraceparent({ traceId, spanId }: { traceId: string; spanId: string }): string {
  return `00-${traceId}-${spanId}-01`;
}

/** Does `work` as a span, where spans are told; `told` says what it came to. */
export async function spanned<T>(
  tracing: Tracing | undefined,
  name: string,
  attributes: SpanAttributes,
  { work, told }: { work: () => Promise<T>; told: (result: T) => SpanAttributes },
): Promise<T> {
  if (tracing === undefined) return work();
  const span = tracing.begin(name, { kind: "internal", attributes });
  try {
    const result = await work();
    span.end(told(result));
    return result;
  } catch (error) {
    span.end({}, "broken");
    throw error;
  }
}
