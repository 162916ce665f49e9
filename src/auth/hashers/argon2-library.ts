/** The libraries that do argon2: told by the members that are called, so that neither is imported. */
import type { Buffer } from "node:buffer";
import type { Argon2Parameters } from "./argon2-phc.ts";

/** The package `@node-rs/argon2`, which comes built for each platform. */
export interface NodeRsArgon2 {
  hashRaw(
    password: Uint8Array,
    options: {
      readonly salt: Uint8Array;
      readonly algorithm: 0 | 1 | 2;
      readonly version: 0 | 1;
      readonly memoryCost: number;
      readonly timeCost: number;
      readonly parallelism: number;
      readonly outputLen: number;
    },
  ): Promise<Uint8Array>;
}

/** The package `argon2`. */
export interface Argon2Package {
  hash(
    password: Buffer,
    options: {
      readonly raw: true;
      readonly salt: Buffer;
      readonly type: 0 | 1 | 2;
      readonly version: number;
      readonly memoryCost: number;
      readonly timeCost: number;
      readonly parallelism: number;
      readonly hashLength: number;
    },
  ): Promise<Uint8Array>;
}

/** Either library. */
export type Argon2Library = NodeRsArgon2 | Argon2Package;

/** argon2 with all that it depends on given. */
export type RawArgon2 = (
  password: Buffer,
  salt: Buffer,
  parameters: Argon2Parameters,
) => Promise<Uint8Array>;

/** Both libraries number the varieties as argon2's own header does. */
const TYPES = { argon2d: 0, argon2i: 1, argon2id: 2 } as const;

/** What a library does, in one form. */
export function rawArgon2(library: Argon2Library): RawArgon2 {
  return async (password, salt, { variety, version, hashLength, ...costs }) => {
    const type = TYPES[variety];
    if (!("hashRaw" in library)) {
      return library.hash(password, { raw: true, salt, type, version, hashLength, ...costs });
    }
    const { memoryCost, timeCost, parallelism } = costs;
    return library.hashRaw(password, {
      salt,
      algorithm: type,
      version: version === 0x10 ? 0 : 1,
      memoryCost,
      timeCost,
      parallelism,
      outputLen: hashLength,
    });
  };
}
