/** An app's bulk operations on one shop: at most five at a time, each taking its time, each with a file that expires. */
import { randomBytes } from "node:crypto";
import type { DocumentNode, ExecutionResult, GraphQLError } from "graphql";
import type { Schedule } from "../../orders/schedule.ts";
import type { BulkReading } from "../graphql/fields/asked.ts";
import { text, type Answer } from "../http.ts";
import { linesOf, treesOf } from "./bulk-lines.ts";
import { isActive, type BulkFailure, type BulkOperation } from "./bulk-operation.ts";

/** From API version 2026-01 on. */
const MOST_AT_ONCE = 5;
const RESULT_DAYS = 7;
const CANCELING_MS = 1000;
/** A query may not run longer. */
const LONGEST_MS = 10 * 86_400_000;
const CHUNK = 100;

/** What the operations need from outside. */
export interface BulkWorld {
  schedule: Schedule;
  newId: () => string;
  /** Runs a chunk of a document with the access the app has at that moment. */
  run: (document: DocumentNode, bulk: BulkReading) => ExecutionResult;
  /** Tells the app that an operation has ended. */
  finished: (operation: BulkOperation) => void;
}

interface Result {
  lines: string[];
  roots: number;
}

const isDenied = (errors: readonly GraphQLError[]): boolean =>
  errors.some(({ extensions }) => extensions["code"] === "ACCESS_DENIED");

/** The operations, oldest first, and how the next ones go. */
export class BulkOperations {
  /** How long an operation takes, in milliseconds. More than ten days is a TIMEOUT. */
  takes = 2000;
  /** How the next operations fail, one entry each. */
  readonly failures: BulkFailure[] = [];
  readonly #world: BulkWorld;
  readonly #all: BulkOperation[] = [];
  readonly #documents = new Map<string, DocumentNode>();

  constructor(world: BulkWorld) {
    this.#world = world;
  }

  /** Every operation as it stands now, oldest first. */
  all(): readonly BulkOperation[] {
    for (const operation of this.#all) this.#settle(operation);
    return this.#all;
  }

  /** The operation with that id as it stands now. */
  find(id: string): BulkOperation | undefined {
    return this.all().find((operation) => operation.id === id);
  }

  /** Starts an operation; undefined when as many as may are under way. A field the sandbox does not answer is said at once. */
  start(document: DocumentNode, query: string, isGrouped: boolean): BulkOperation | undefined {
    if (this.all().filter(isActive).length >= MOST_AT_ONCE) return undefined;
    const trial = this.#world.run(document, { chunk: 1, after: undefined, isDone: false });
    const gap = trial.errors?.find(({ extensions }) => extensions["code"] !== "ACCESS_DENIED");
    if (gap !== undefined) throw gap;
    const createdAt = this.#world.schedule.now();
    const failure = this.failures.shift();
    const operation: BulkOperation = {
      ...{ id: this.#world.newId(), query, isGrouped, createdAt, status: "CREATED", failure },
      dueAt: createdAt + Math.min(this.takes, LONGEST_MS),
      ...{ completedAt: undefined, errorCode: undefined, objects: 0, roots: 0, file: undefined },
    };
    if (this.takes > LONGEST_MS) operation.failure = { code: "TIMEOUT", partial: 0 };
    this.#all.push(operation);
    this.#documents.set(operation.id, document);
    this.#settleAt(operation);
    return operation;
  }

  /** Begins to cancel an operation under way; false for one that has ended. */
  cancel(operation: BulkOperation): boolean {
    if (!isActive(operation)) return false;
    operation.status = "CANCELING";
    operation.dueAt = this.#world.schedule.now() + CANCELING_MS;
    this.#settleAt(operation);
    return true;
  }

  /** Ends everything under way without a word, as an uninstall does. */
  drop(): void {
    for (const operation of this.#all.filter(isActive)) operation.status = "CANCELED";
  }

  /** Answers the address of a result; undefined for another address. What an expired one answers is a guess. */
  download(path: string): Answer | undefined {
    const token = /^\/bulk-results\/(\w+)$/.exec(path)?.[1];
    if (token === undefined) return undefined;
    const file = this.all().find((operation) => operation.file?.token === token)?.file;
    return file === undefined ? undefined : text(200, file.content, "application/jsonl");
  }

  #settleAt(operation: BulkOperation): void {
    this.#world.schedule.after(operation.dueAt - this.#world.schedule.now(), () => {
      this.#settle(operation);
    });
  }

  #settle(operation: BulkOperation): void {
    const now = this.#world.schedule.now();
    if (operation.file !== undefined && operation.file.expiresAt <= now) {
      operation.file = undefined;
      if (operation.status === "COMPLETED") operation.status = "EXPIRED";
    }
    if (!isActive(operation)) return;
    if (now < operation.dueAt) {
      if (operation.status === "CREATED" && now > operation.createdAt) operation.status = "RUNNING";
      return;
    }
    if (operation.status === "CANCELING") operation.status = "CANCELED";
    else this.#finish(operation);
    this.#documents.delete(operation.id);
    this.#world.finished(operation);
  }

  #finish(operation: BulkOperation): void {
    const { failure } = operation;
    const result = this.#read(operation);
    if (result === "denied") {
      operation.status = "FAILED";
      operation.errorCode = "ACCESS_DENIED";
      return;
    }
    const share = failure === undefined ? 1 : failure.partial;
    const lines = result.lines.slice(0, Math.floor(result.lines.length * share));
    operation.objects = lines.length;
    operation.roots = Math.min(result.roots, lines.length);
    operation.status = failure === undefined ? "COMPLETED" : "FAILED";
    operation.errorCode = failure?.code;
    if (failure === undefined) operation.completedAt = operation.dueAt;
    // Without a line there is no file, and the url is null.
    if (lines.length === 0) return;
    const content = `${lines.join("\n")}\n`;
    const expiresAt = operation.dueAt + RESULT_DAYS * 86_400_000;
    operation.file = { token: randomBytes(16).toString("hex"), content, expiresAt };
  }

  #read(operation: BulkOperation): Result | "denied" {
    const document = this.#documents.get(operation.id);
    if (document === undefined) throw new Error("a bulk operation without its document");
    const result: Result = { lines: [], roots: 0 };
    const bulk: BulkReading = { chunk: CHUNK, after: undefined, isDone: false };
    for (let chunk = 0; !bulk.isDone; chunk += 1) {
      // A root that is no connection of its own is read in one piece.
      bulk.isDone = true;
      const { data, errors } = this.#world.run(document, bulk);
      if (errors !== undefined && isDenied(errors)) return "denied";
      if (errors?.[0] !== undefined) throw errors[0];
      const trees = treesOf(data as object);
      result.roots += trees.length;
      for (const line of linesOf(trees, operation.isGrouped, chunk)) result.lines.push(line);
    }
    return result;
  }
}
