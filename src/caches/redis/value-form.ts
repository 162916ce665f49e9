/** The form of the values in a Redis of Django's: that of its own backend, or what django-redis was told. */
import type { SessionCodec } from "../../codec/codec.ts";
import { PickleSessionCodec } from "../../codec/pickle-codec.ts";
import { ImproperlyConfigured } from "../../errors.ts";
import type { CacheContext } from "../shared/cache.ts";
import { CompressedCodec, COMPRESSORS } from "../shared/compression.ts";
import { JsonCodec } from "../shared/json-codec.ts";

/** How a backend stores. */
export interface ValueForm {
  readonly codec: SessionCodec;
  /** Seconds are cut to whole ones; django-redis cuts to milliseconds. */
  readonly wholeSeconds: boolean;
}

const DJANGO = "django.core.cache.backends.redis.RedisCache";
const DJANGO_REDIS = "django_redis.cache.RedisCache";
const PICKLE = "django_redis.serializers.pickle.PickleSerializer";
const JSON_SERIALIZER = "django_redis.serializers.json.JSONSerializer";
const IDENTITY = "django_redis.compressors.identity.IdentityCompressor";
/** Python's `pickle.DEFAULT_PROTOCOL` and `HIGHEST_PROTOCOL`, as of the Pythons that Django 3.2 to 6.1 run on. */
const DEFAULT_PROTOCOL = 4;
const HIGHEST_PROTOCOL = 5;

/** @throws ImproperlyConfigured for a backend, a serializer or a compressor that is not known here. */
export function valueForm(context: CacheContext): ValueForm {
  const { BACKEND, OPTIONS = {} } = context.settings;
  if (BACKEND === DJANGO) {
    known(context, "serializer", OPTIONS["serializer"] ?? null, [null]);
    return { codec: pickles(context, HIGHEST_PROTOCOL), wholeSeconds: true };
  }
  known(context, "BACKEND", BACKEND, [DJANGO_REDIS]);
  const path = known(
    context,
    "COMPRESSOR",
    OPTIONS["COMPRESSOR"] ?? IDENTITY,
    Object.keys(COMPRESSORS),
  );
  const compressor = COMPRESSORS[String(path)] ?? null;
  const plain = serializer(context, OPTIONS);
  const codec =
    compressor === null
      ? plain
      : new CompressedCodec(plain, compressor, context.limits.inflatedLength);
  return { codec, wholeSeconds: false };
}

function serializer(
  context: CacheContext,
  options: Readonly<Record<string, unknown>>,
): SessionCodec {
  const path = known(context, "SERIALIZER", options["SERIALIZER"] ?? PICKLE, [
    PICKLE,
    JSON_SERIALIZER,
  ]);
  if (path === JSON_SERIALIZER) return new JsonCodec(context.limits.depth);
  const version = known(
    context,
    "PICKLE_VERSION",
    options["PICKLE_VERSION"] ?? DEFAULT_PROTOCOL,
    [-1, 2, 3, 4, 5],
  );
  return pickles(context, version === -1 ? HIGHEST_PROTOCOL : (Number(version) as 2 | 3 | 4 | 5));
}

function pickles({ clock, limits }: CacheContext, protocol: 2 | 3 | 4 | 5): SessionCodec {
  return new PickleSessionCodec({ protocol, clock, limits });
}

/** The value, which has to be one of these. */
function known(
  context: CacheContext,
  name: string,
  value: unknown,
  values: readonly (string | number | null)[],
): unknown {
  if (values.some((one) => one === value)) return value;
  throw new ImproperlyConfigured(
    `The ${name} of the cache "${context.alias}" is ${String(value)}, which this adapter cannot read.`,
    { fix: `It reads ${values.map((one) => one ?? "Django's own").join(", ")}.` },
  );
}
