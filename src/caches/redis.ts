/** Django's caches in Redis by `redis` (node-redis), to one server, a cluster or by Sentinel. */
import { Buffer } from "node:buffer";
import { assertClient } from "../databases/sql/client.ts";
import type { CacheConnection } from "./shared/cache.ts";
import { redisConnection } from "./redis/redis-cache.ts";
import type { RedisArgument, RedisCacheOptions } from "./redis/redis-cache.ts";

/** How replies are typed: bulk ones, which RESP marks by `$`, as bytes. */
interface CommandOptions {
  typeMapping: { 36: typeof Buffer };
}

/** What is called of a client or a pool of redis. */
export interface RedisClient {
  sendCommand(args: RedisArgument[], options: CommandOptions): Promise<unknown>;
}

/** What is called of a cluster or a Sentinel client of redis. */
export interface RedisCluster {
  readonly slots: unknown;
  sendCommand(
    firstKey: string,
    isReadonly: boolean,
    args: RedisArgument[],
    options: CommandOptions,
  ): Promise<unknown>;
}

const AS_BYTES: CommandOptions = { typeMapping: { 36: Buffer } };

/**
 * The cache behind a client of redis. The client is the site's own, connected by it.
 * @throws ImproperlyConfigured when given something else.
 */
export function redisCache(
  client: RedisClient | RedisCluster,
  options: RedisCacheOptions = {},
): CacheConnection {
  assertClient(client, {
    adapter: "redisCache",
    wraps: "a client of redis",
    example: "await createClient({ url }).connect()",
    methods: ["sendCommand"],
  });
  // A connection that breaks is told as an event, and one that nobody hears ends the process.
  (client as { on?(event: "error", listener: () => void): unknown }).on?.("error", () => {});
  return redisConnection((key, args, isRead) => {
    if ("slots" in client) return client.sendCommand(key, isRead, args, AS_BYTES);
    return client.sendCommand(args, AS_BYTES);
  }, options);
}
