/** Django's caches in Redis by `ioredis`, and in Valkey by `iovalkey`: one server, a cluster or by Sentinel. */
import { assertClient } from "../databases/sql/client.ts";
import type { CacheConnection } from "./shared/cache.ts";
import { redisConnection } from "./redis/redis-cache.ts";
import type { RedisArgument, RedisCacheOptions } from "./redis/redis-cache.ts";

/** What is called of a `Redis` or a `Cluster` of ioredis. */
export interface IoredisClient {
  callBuffer(command: string, ...args: RedisArgument[]): Promise<unknown>;
}

/**
 * The cache behind a client of ioredis or iovalkey.
 * @throws ImproperlyConfigured when given something else.
 */
export function ioredisCache(
  client: IoredisClient,
  options: RedisCacheOptions = {},
): CacheConnection {
  assertClient(client, {
    adapter: "ioredisCache",
    wraps: "a Redis or a Cluster of ioredis",
    example: "new Redis(url)",
    methods: ["callBuffer"],
  });
  // A connection that breaks is told as an event, and one that nobody hears is printed.
  (client as { on?(event: "error", listener: () => void): unknown }).on?.("error", () => {});
  return redisConnection(
    (_key, [command = "", ...args]) => client.callBuffer(String(command), ...args),
    options,
  );
}
