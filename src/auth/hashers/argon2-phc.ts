/** What is stored of an argon2: `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`, the PHC string behind Django's name. */
import { Buffer } from "node:buffer";
import { malformed, storedFields, storedNumber } from "./stored.ts";

/** The parameters of one hash. */
export interface Argon2Parameters {
  readonly variety: "argon2d" | "argon2i" | "argon2id";
  /** 0x13, or 0x10 for what was stored before 2016. */
  readonly version: number;
  /** KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
  readonly hashLength: number;
}

/** A stored hash, taken apart. */
export interface StoredArgon2 {
  readonly parameters: Argon2Parameters;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** The first argon2 did not name its version. */
const PHC =
  /^(argon2(?:id|i|d))(?:\$v=(16|19))?\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Takes a stored hash apart. @throws MalformedValue when argon2 could not have made it. */
export function readArgon2(algorithm: string, encoded: string): StoredArgon2 {
  const [, phc = ""] = storedFields(algorithm, encoded, 2);
  const [, variety, version = "16", m, t, p, ...blobs] = PHC.exec(phc) ?? [];
  const [salt, hash] = blobs.map((blob) => bytesOf(algorithm, blob));
  if (salt === undefined || hash === undefined) throw malformed(algorithm);
  const parameters = {
    variety: variety as Argon2Parameters["variety"],
    version: Number(version),
    memoryCost: storedNumber(algorithm, m),
    timeCost: storedNumber(algorithm, t),
    parallelism: storedNumber(algorithm, p),
    hashLength: hash.length,
  };
  const hasRoom = parameters.memoryCost >= 8 * parameters.parallelism;
  if (salt.length < 8 || hash.length < 4 || !hasRoom) throw malformed(algorithm);
  return { parameters, salt, hash };
}

/** The stored form of a hash. */
export function writeArgon2(algorithm: string, { parameters, salt, hash }: StoredArgon2): string {
  const { variety, version, memoryCost, timeCost, parallelism } = parameters;
  const cost = `m=${memoryCost},t=${timeCost},p=${parallelism}`;
  return `${algorithm}$${variety}$v=${version}$${cost}$${base64(salt)}$${base64(hash)}`;
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

function bytesOf(algorithm: string, text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  // What is not the one way to write these bytes, argon2 does not read.
  if (base64(bytes) !== text) throw malformed(algorithm);
  return bytes;
}
