/** What Redis does in one step, so that nobody comes between. */
import { createHash } from "node:crypto";

/** A script of Redis, by the hash that it remembers it by. */
export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

/**
 * Replaces or deletes a value that is still ARGV[1]: 1 when done, 0 when there is none, else the value that is there.
 * ARGV[2] is the new value, absent to delete; ARGV[3] the milliseconds it is kept, absent for ever.
 */
export const COMPARE_AND_SET: RedisScript = script(`
local stored = redis.call('GET', KEYS[1])
if not stored then return 0 end
if stored ~= ARGV[1] then return stored end
if not ARGV[2] then redis.call('DEL', KEYS[1])
elseif ARGV[3] then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
else redis.call('SET', KEYS[1], ARGV[2]) end
return 1`);

function script(text: string): RedisScript {
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}
