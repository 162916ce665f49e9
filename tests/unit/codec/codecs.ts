/** Codecs for the tests, as those of a Django site of some version. */
import type { Change, SessionDocument } from "../../../src/codec/codec.ts";
import { DjangoSessionCodec } from "../../../src/codec/session-codec.ts";
import type { SessionCodecOptions } from "../../../src/codec/session-codec.ts";
import { readsLegacySessions, isBeforeModernSessions, parseVersion } from "../../../src/version.ts";

export const NOW = 1700000000;
export const KEY_SALT = "django.contrib.sessions.SessionStore";

export function codecOf(options: Partial<SessionCodecOptions> = {}): DjangoSessionCodec {
  return new DjangoSessionCodec({
    secretKey: "django-insecure-golden",
    fallbackKeys: [],
    keySalt: KEY_SALT,
    reads: { legacy: false, modern: true },
    writesLegacy: false,
    sha1: false,
    now: () => NOW * 1000,
    limits: {},
    ...options,
  });
}

/** What the codec of a site does by its DJANGO_VERSION. */
export function formsOf(version: string): Partial<SessionCodecOptions> {
  const parsed = parseVersion(version);
  if (parsed === null) throw new Error(`${version} is no version.`);
  return {
    reads: { legacy: readsLegacySessions(parsed), modern: !isBeforeModernSessions(parsed) },
    sha1: readsLegacySessions(parsed),
  };
}

/** Changes by key: values that are set, `undefined` for what is removed. */
export function changesOf(values: Record<string, unknown>): Map<string, Change> {
  return new Map(Object.entries(values).map(([key, value]) => [key, { value }]));
}

/** The JSON text behind a document. */
export function textOf(document: SessionDocument): string {
  return (document as SessionDocument & { readonly text: string }).text;
}
