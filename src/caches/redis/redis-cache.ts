/** A cache in Redis, as Django's own backend and django-redis keep it; the clients differ only in how a command is sent. */
import { Buffer } from "node:buffer";
import { STATEMENT_TIMEOUT, withinTime } from "../../databases/sql/guarded.ts";
import type { SessionCodec } from "../../codec/codec.ts";
import { StoreRefused } from "../../errors.ts";
import type {
  CacheConnection,
  CacheContext,
  CacheOutcome,
  SiteCache,
  Timeout,
} from "../shared/cache.ts";
import { keyMaker } from "../shared/key.ts";
import type { KeyFunction } from "../shared/key.ts";
import { lacksScript, redisFailure } from "./failure.ts";
import { COMPARE_AND_SET } from "./scripts.ts";
import { valueForm } from "./value-form.ts";

/** A part of a command. */
export type RedisArgument = string | Buffer;

/** Sends a command to the node that has this key. Bulk replies come as bytes, errors reject. */
export type SendCommand = (key: string, args: RedisArgument[], isRead: boolean) => Promise<unknown>;

/** Options of the adapters of Redis. */
export interface RedisCacheOptions {
  /** What the cache's KEY_FUNCTION does. */
  readonly keyFunction?: KeyFunction;
}

/** The connection that an adapter gives to the Backend. */
export function redisConnection(send: SendCommand, options: RedisCacheOptions): CacheConnection {
  return { open: (context) => new RedisCache(send, context, options) };
}

const DONE: CacheOutcome = { kind: "done" };
const GONE: CacheOutcome = { kind: "gone" };

class RedisCache implements SiteCache {
  readonly codec: SessionCodec;
  readonly makeKey: (key: string) => string;
  readonly #send: SendCommand;
  readonly #patience: number;
  readonly #wholeSeconds: boolean;

  constructor(send: SendCommand, context: CacheContext, options: RedisCacheOptions) {
    const { codec, wholeSeconds } = valueForm(context);
    this.codec = codec;
    this.makeKey = keyMaker(context.alias, context.settings, options.keyFunction);
    this.#send = send;
    this.#patience = context.limits.statementTimeout ?? STATEMENT_TIMEOUT;
    this.#wholeSeconds = wholeSeconds;
  }

  async get(key: string): Promise<string | null> {
    return textOf(await this.#run(key, ["GET", key], true));
  }

  async set(key: string, value: string, timeout: Timeout): Promise<void> {
    const life = this.#lifeOf(timeout);
    if (life === "over") await this.#run(key, ["DEL", key]);
    else await this.#run(key, ["SET", key, bytesOf(value), ...life]);
  }

  /** Django stores what is over at once, and deletes it: who asks whether the key was free is told. */
  async add(key: string, value: string, timeout: Timeout): Promise<"done" | "taken"> {
    const life = this.#lifeOf(timeout);
    if (life === "over") return (await this.#exists(key)) ? "taken" : "done";
    const reply = await this.#run(key, ["SET", key, bytesOf(value), ...life, "NX"]);
    return reply === null ? "taken" : "done";
  }

  async update(
    key: string,
    previous: string,
    value: string,
    timeout: Timeout,
  ): Promise<CacheOutcome> {
    const life = this.#lifeOf(timeout);
    if (life === "over") return this.#compare(key, [bytesOf(previous)]);
    return this.#compare(key, [bytesOf(previous), bytesOf(value), ...life.slice(1)]);
  }

  async touch(key: string, timeout: Timeout): Promise<"done" | "gone"> {
    const life = this.#lifeOf(timeout);
    if (life === "over") return (await this.delete(key)).kind === "done" ? "done" : "gone";
    const [, milliseconds] = life;
    if (milliseconds !== undefined) {
      return (await this.#run(key, ["PEXPIRE", key, milliseconds])) === 1 ? "done" : "gone";
    }
    const isKept = (await this.#run(key, ["PERSIST", key])) === 1 || (await this.#exists(key));
    return isKept ? "done" : "gone";
  }

  async delete(key: string, previous?: string): Promise<CacheOutcome> {
    if (previous !== undefined) return this.#compare(key, [bytesOf(previous)]);
    return (await this.#run(key, ["DEL", key])) === 1 ? DONE : GONE;
  }

  async #exists(key: string): Promise<boolean> {
    return (await this.#run(key, ["EXISTS", key], true)) === 1;
  }

  async #compare(key: string, args: RedisArgument[]): Promise<CacheOutcome> {
    const reply = await this.#evaluate(key, args);
    if (reply === 1) return DONE;
    return reply === 0 ? GONE : { kind: "conflict", stored: textOf(reply) ?? "" };
  }

  async #evaluate(key: string, args: RedisArgument[]): Promise<unknown> {
    const { sha, text } = COMPARE_AND_SET;
    try {
      return await this.#ask(key, ["EVALSHA", sha, "1", key, ...args], false);
    } catch (error) {
      if (!lacksScript(error)) throw redisFailure(error);
    }
    return this.#run(key, ["EVAL", text, "1", key, ...args]);
  }

  async #run(key: string, args: RedisArgument[], isRead = false): Promise<unknown> {
    try {
      return await this.#ask(key, args, isRead);
    } catch (error) {
      throw redisFailure(error);
    }
  }

  #ask(key: string, args: RedisArgument[], isRead: boolean): Promise<unknown> {
    return withinTime(this.#send(key, args, isRead), this.#patience, "Redis");
  }

  /** The words of SET for a timeout, in milliseconds; none for ever. */
  #lifeOf(timeout: Timeout): "over" | readonly string[] {
    if (timeout === null) return [];
    const milliseconds = Math.trunc(
      this.#wholeSeconds ? Math.trunc(timeout) * 1000 : timeout * 1000,
    );
    return milliseconds > 0 ? ["PX", `${milliseconds}`] : "over";
  }
}

function bytesOf(value: string): Buffer {
  return Buffer.from(value, "latin1");
}

function textOf(reply: unknown): string | null {
  if (reply === null) return null;
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString("latin1");
  throw new StoreRefused("The Redis client did not give the value as bytes.", {
    fix: "Pass the client itself, of redis, ioredis or iovalkey.",
  });
}
