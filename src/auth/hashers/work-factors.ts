/**
 * How much work passwords cost: what each release of Django asks for, and what a stored one may ask for here.
 *
 * A stored password names its own parameters. The bounds stand well above Django's newest, so that the settings of any
 * sane site pass, and a row that was planted keeps a core busy for seconds at most. A hasher that was itself given more
 * may use it.
 */
import { atLeast } from "../../version.ts";
import type { DjangoVersion } from "../../version.ts";

/** `PBKDF2PasswordHasher.iterations`, newest first. */
const PBKDF2_ITERATIONS: readonly (readonly [major: number, minor: number, iterations: number])[] =
  [
    [6, 1, 1_500_000],
    [6, 0, 1_200_000],
    [5, 2, 1_000_000],
    [5, 1, 870_000],
    [5, 0, 720_000],
    [4, 2, 600_000],
    [4, 1, 390_000],
    [4, 0, 320_000],
  ];

/** The iterations of PBKDF2 that a release of Django uses; those of 3.2 for any before 4.0. */
export function pbkdf2Iterations(version: DjangoVersion): number {
  const row = PBKDF2_ITERATIONS.find(([major, minor]) => atLeast(version, major, minor));
  return row?.[2] ?? 260_000;
}

/** `ScryptPasswordHasher.parallelism` of a release of Django. */
export function scryptParallelism(version: DjangoVersion): number {
  return atLeast(version, 5, 1) ? 5 : 1;
}

/** Django 6.1: 1,500,000. */
export const MAX_PBKDF2_ITERATIONS = 10_000_000;

/** N·r·p of scrypt. Django 6.1: 655,360. */
export const MAX_SCRYPT_WORK = 8_388_608;
/** Bytes that scrypt fills, 128·r·(N + p). Django 6.1: 16 MiB. */
export const MAX_SCRYPT_MEMORY: number = 256 * 1024 * 1024;

/** KiB that argon2 fills. Django 6.1: 102,400. */
export const MAX_ARGON2_MEMORY: number = 1024 * 1024;
/** KiB that argon2 fills, times the passes over them. Django 6.1: 204,800. */
export const MAX_ARGON2_WORK: number = 4 * 1024 * 1024;
/** Threads of argon2. Django 6.1: 8. */
export const MAX_ARGON2_PARALLELISM = 64;

/** The work factor of bcrypt; one more is twice the work. Django 6.1: 12. */
export const MAX_BCRYPT_ROUNDS = 16;
