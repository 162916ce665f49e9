/** The codec of a Django site: which keys, which forms, which signatures. */
import type { Clock } from "../datetime.ts";
import type { SiteSettings } from "../settings.ts";
import { isBeforeModernSessions, readsLegacySessions } from "../version.ts";
import { DjangoSessionCodec } from "./session-codec.ts";
import type { CodecLimits } from "./limits.ts";

/** Where the texts of a codec are kept: those of cookies never had the form from before Django 3.1. */
export type TextPlace = "store" | "cookie";

/** What is the same for all codecs of a site. */
export interface SiteCodecOptions {
  readonly settings: SiteSettings;
  readonly clock: Clock;
  readonly limits: CodecLimits;
}

/** Makes the codecs of a site, by the salt of their signatures. */
export function siteCodecs({
  settings,
  clock,
  limits,
}: SiteCodecOptions): (keySalt: string, place?: TextPlace) => DjangoSessionCodec {
  const isOld = isBeforeModernSessions(settings.DJANGO_VERSION);
  const readsSha1 = readsLegacySessions(settings.DJANGO_VERSION);
  const writesSha1 = isOld || settings.DEFAULT_HASHING_ALGORITHM === "sha1";
  return (keySalt: string, place: TextPlace = "store"): DjangoSessionCodec => {
    const isStored = place === "store";
    return new DjangoSessionCodec({
      secretKey: settings.SECRET_KEY,
      fallbackKeys: settings.SECRET_KEY_FALLBACKS,
      keySalt,
      reads: { legacy: isStored && readsSha1, modern: !(isStored && isOld) },
      writesLegacy: isStored && writesSha1,
      algorithm: writesSha1 ? "sha1" : "sha256",
      sha1: readsSha1,
      now: () => clock.epoch(),
      limits,
    });
  };
}
