/**
 * A program: stored sessions read and written per second, beside Node's own primitives doing the same to the same text.
 * It is forked, so that nothing else has warmed the engine, and sends its rows to its parent.
 */
import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";
import { DjangoSessionCodec } from "../dist/codec/session-codec.js";
import { SECRET_KEY, dataOf } from "./sessions.mjs";
import { median } from "./statistics.mjs";

const SALT = "django.contrib.sessions.SessionStore";
/** Sessions of one pass. */
const TEXTS = 1000;

const SIZES = [
  { name: "300 bytes", items: 1 },
  { name: "2 KB", items: 20 },
];

const newCodec = () =>
  new DjangoSessionCodec({
    secretKey: SECRET_KEY,
    fallbackKeys: [],
    keySalt: SALT,
    reads: { legacy: false, modern: true },
    writesLegacy: false,
    sha1: false,
    now: Date.now,
    limits: {},
  });

const key = createHash("sha256").update(`${SALT}signer`).update(SECRET_KEY).digest();
const hmac = (text) => createHmac("sha256", key).update(text).digest();

/** What reading a session takes at the least, without a word on what is wrong with a text. */
function primitiveDecode(stored) {
  const end = stored.lastIndexOf(":");
  const signature = Buffer.from(stored.slice(end + 1), "base64url");
  if (!timingSafeEqual(signature, hmac(stored.slice(0, end)))) throw new Error("bad signature");
  const payload = stored.slice(0, stored.indexOf(":"));
  const isCompressed = payload.startsWith(".");
  const bytes = Buffer.from(isCompressed ? payload.slice(1) : payload, "base64url");
  return JSON.parse((isCompressed ? inflateSync(bytes) : bytes).toString("latin1"));
}

/** The same for writing. */
function primitiveEncode(data) {
  const bytes = Buffer.from(JSON.stringify(data), "latin1");
  const value = `.${deflateSync(bytes).toString("base64url")}:1r31eq`;
  return `${value}:${hmac(value).toString("base64url")}`;
}

const read = (codec, text) => codec.decode(text).document.toMap();

function write(codec, data) {
  const changes = Object.entries(data).map(([name, value]) => [name, { value }]);
  return codec.encode(codec.empty.replace(new Map(changes)));
}

/** Text as a driver hands it over: a string that nobody has hashed yet. */
const received = (text) => Buffer.from(text, "latin1").toString("latin1");

/**
 * Every row: what a pass is given, made anew and not timed, what we do with it, and what the primitives do.
 * Each pass has a codec of its own, so that the memo holds what the row says and nothing else.
 */
function operationsOf(items) {
  const all = Array.from({ length: TEXTS }, (_, visitor) => dataOf(visitor, items));
  const stored = all.map((data) => write(newCodec(), data));
  const decodeAll = ({ texts }) => texts.forEach((text) => primitiveDecode(text));
  const readAll = ({ codec, texts }) => texts.forEach((text) => read(codec, text));
  const unseen = () => ({ codec: newCodec(), texts: stored.map(received) });
  const seen = () => {
    const codec = newCodec();
    read(codec, stored[0]);
    return { codec, texts: all.map(() => received(stored[0])) };
  };
  const writeAll = (codec) => all.forEach((data) => write(codec, data));
  const encodeAll = () => all.forEach((data) => primitiveEncode(data));
  return [
    { operation: "read, not seen before", given: unseen, ours: readAll, primitives: decodeAll },
    { operation: "read, seen before", given: seen, ours: readAll, primitives: decodeAll },
    { operation: "write", given: newCodec, ours: writeAll, primitives: encodeAll },
  ];
}

/** Passes of both in turns; a rate is that of the median pass. */
function measure({ given, ours, primitives }, passes) {
  const times = [[], []];
  for (let pass = 0; pass < passes; pass++) {
    for (const [index, work] of [ours, primitives].entries()) {
      const input = given();
      const start = performance.now();
      work(input);
      times[index].push((performance.now() - start) / 1000);
    }
  }
  // The engine compiles what is hot in the first passes.
  const rates = times.map((all) => TEXTS / median(all.slice(Math.floor(passes / 4))));
  return { rate: rates[0], primitives: rates[1], ratio: rates[0] / rates[1] };
}

const passes = Number(process.argv[2]);
const rows = SIZES.flatMap(({ name: size, items }) =>
  operationsOf(items).map(({ operation, ...work }) => ({
    size,
    operation,
    ...measure(work, passes),
  })),
);
process.send(rows);
process.disconnect();
