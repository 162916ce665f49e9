/** Python's values → pickle, in the bytes that Python itself writes. Python: `pickle.dumps`. */
import type { Clock } from "../datetime.ts";
import { foreignObject } from "./foreign-object.ts";
import { foreignGlobal, likenessOf } from "./known.ts";
import { nameInPython2 } from "./names.ts";
import { OP } from "./opcodes.ts";
import type { Protocol } from "./frames.ts";
import { byte, double, uint32, uint64 } from "./pack.ts";
import { PythonObject } from "./python-object.ts";
import { encodeUtf8 } from "./utf8.ts";
import { AtomWriter } from "./write-atoms.ts";
import { isGlobal, isObject, named, str, tuple } from "./values.ts";
import type {
  PyBytes,
  PyDict,
  PyGlobal,
  PyInstance,
  PyItems,
  PyObject,
  PyValue,
} from "./values.ts";

/** So many items or pairs Python writes between two marks. */
const BATCH = 1000;
const LATIN1 = str("latin1");

/** The pickle of a value; bytes are the chars of their numbers. @throws ForeignObject when only Python could write it. */
export function writePickle(value: PyValue, protocol: Protocol, clock: Clock): string {
  return new Pickler(protocol, clock).dump(value);
}

class Pickler extends AtomWriter {
  /** Names of calls that older protocols make do with, one object each. */
  readonly #names = new Map<string, PyGlobal>();

  dump(value: PyValue): string {
    this.#save(value);
    this.out.op(OP.STOP);
    return this.out.end();
  }

  #save(value: PyValue): void {
    this.out.boundary();
    if (!isObject(value)) return this.saveAtom(value);
    const index = this.memo.get(value);
    if (index === undefined) this.#saveObject(value);
    else if (index < 256) this.out.op(OP.BINGET, byte(index));
    else this.out.op(OP.LONG_BINGET, uint32(index));
  }

  // oxlint-disable-next-line complexity -- one case for each kind of value
  #saveObject(value: PyObject): void {
    switch (value.kind) {
      case "float":
        return this.out.op(OP.BINFLOAT, double(value.value));
      case "str":
        return this.saveString(value);
      case "bytes":
      case "bytearray":
        return this.#saveBytes(value);
      case "list":
      case "tuple":
      case "set":
      case "frozenset":
        return this.#saveItems(value);
      case "dict":
        this.out.op(OP.EMPTY_DICT);
        this.memoize(value);
        return this.#saveDictPairs(value);
      case "global":
        throw foreignObject(foreignGlobal(value));
      case "instance":
        return this.#saveInstance(value);
    }
  }

  #saveBytes(value: PyBytes): void {
    const { kind, binary } = value;
    if (kind === "bytearray" && this.protocol === 5)
      this.out.long(OP.BYTEARRAY8, uint64(binary.length), binary);
    else if (kind === "bytearray") return this.#saveByteArrayCall(value);
    else if (this.protocol === 2) return this.#saveBytesCall(value);
    else if (binary.length < 256) this.out.op(OP.SHORT_BINBYTES, byte(binary.length) + binary);
    else this.out.long(OP.BINBYTES, uint32(binary.length), binary);
    this.memoize(value);
  }

  #saveBytesCall(value: PyBytes): void {
    if (value.binary === "")
      return this.#saveCall(value, this.#named("builtins", "bytes"), tuple());
    const args = tuple(str(value.binary), LATIN1);
    this.#saveCall(value, this.#named("_codecs", "encode"), args);
  }

  #saveByteArrayCall(value: PyBytes): void {
    const { binary } = value;
    const args = binary === "" ? tuple() : tuple({ kind: "bytes", binary });
    this.#saveCall(value, this.#named("builtins", "bytearray"), args);
  }

  #saveItems(value: PyItems): void {
    const { kind, items } = value;
    if (kind === "tuple") return this.#saveTuple(value);
    if (kind !== "list" && this.protocol < 4) {
      const args = tuple({ kind: "list", items });
      return this.#saveCall(value, this.#named("builtins", kind), args);
    }
    if (kind === "frozenset") {
      this.out.op(OP.MARK);
      this.#saveAll(items);
      this.out.op(OP.FROZENSET);
      return this.memoize(value);
    }
    this.out.op(kind === "list" ? OP.EMPTY_LIST : OP.EMPTY_SET);
    this.memoize(value);
    if (kind === "list") this.#saveListItems(items);
    else if (items.length > 0) this.#saveBatches(items, BATCH, OP.ADDITEMS);
  }

  #saveTuple(value: PyItems): void {
    const { items } = value;
    if (items.length === 0) return this.out.op(OP.EMPTY_TUPLE);
    if (items.length > 3) this.out.op(OP.MARK);
    this.#saveAll(items);
    this.out.op([OP.TUPLE1, OP.TUPLE2, OP.TUPLE3][items.length - 1] ?? OP.TUPLE);
    this.memoize(value);
  }

  #saveAll(values: readonly PyValue[]): void {
    for (const value of values) this.#save(value);
  }

  #saveListItems(items: readonly PyValue[]): void {
    for (let at = 0; at < items.length; at += BATCH) {
      const isOnly = items.length === 1;
      this.#saveBatch(items.slice(at, at + BATCH), isOnly ? null : OP.APPENDS, OP.APPEND);
    }
  }

  #saveDictPairs({ pairs }: PyDict): void {
    if (pairs.length === 2) this.#saveBatch(pairs, null, OP.SETITEM);
    else if (pairs.length > 0) this.#saveBatches(pairs, 2 * BATCH, OP.SETITEMS);
  }

  /** Of dicts and sets Python knows only after a full batch that there is no more, and writes an empty one. */
  #saveBatches(values: readonly PyValue[], size: number, op: number): void {
    for (let at = 0; at <= values.length; at += size)
      this.#saveBatch(values.slice(at, at + size), op, op);
  }

  #saveBatch(values: readonly PyValue[], many: number | null, single: number): void {
    if (many !== null) this.out.op(OP.MARK);
    this.#saveAll(values);
    this.out.op(many ?? single);
  }

  #saveInstance(value: PyInstance): void {
    const likeness = likenessOf(value, this.clock);
    if (likeness instanceof PythonObject) throw foreignObject(likeness);
    this.#saveCall(value, value.callee, value.args, value.isNew);
    this.#saveFilling(value.items, BATCH, OP.APPENDS, OP.APPEND);
    this.#saveFilling(value.pairs, 2 * BATCH, OP.SETITEMS, OP.SETITEM);
    if (value.state === undefined) return;
    this.#save(value.state);
    this.out.op(OP.BUILD);
  }

  /** What is filled into other objects than lists and dicts comes from an iterator, and the last batch may be of one. */
  #saveFilling(values: readonly PyValue[], size: number, many: number, single: number): void {
    const one = size / BATCH;
    for (let at = 0; at < values.length; at += size) {
      const batch = values.slice(at, at + size);
      this.#saveBatch(batch, batch.length === one ? null : many, single);
    }
  }

  #saveCall(value: PyObject, callee: PyValue, args: PyValue, isNew = false): void {
    this.#saveCallable(callee);
    this.#saveArgs(args);
    this.out.op(isNew ? OP.NEWOBJ : OP.REDUCE);
    this.memoize(value);
  }

  /** Classes and functions are written as what known objects are made by and of, and nowhere else. */
  #saveArgs(args: PyValue): void {
    if (!isObject(args) || args.kind !== "tuple" || !args.items.some(isGlobal))
      return this.#save(args);
    this.out.boundary();
    const { items } = args;
    if (items.length > 3) this.out.op(OP.MARK);
    for (const item of items) {
      if (isGlobal(item)) this.#saveCallable(item);
      else this.#save(item);
    }
    this.out.op([OP.TUPLE1, OP.TUPLE2, OP.TUPLE3][items.length - 1] ?? OP.TUPLE);
    this.memoize(args);
  }

  #saveCallable(value: PyValue): void {
    if (!isObject(value) || value.kind !== "global" || this.memo.has(value)) {
      const isCall = isObject(value) && value.kind === "instance";
      return isCall ? this.#saveCallableCall(value) : this.#save(value);
    }
    this.out.boundary();
    if (this.protocol >= 4) {
      this.#save(value.module);
      this.#save(value.name);
      this.out.op(OP.STACK_GLOBAL);
    } else {
      const { module, name } = this.protocol === 2 ? nameInPython2(value) : value;
      this.out.op(OP.GLOBAL, `${encodeUtf8(module.text)}\n${encodeUtf8(name.text)}\n`);
    }
    this.memoize(value);
  }

  /** `ZoneInfo._unpickle`: an object that is called, and none by itself. */
  #saveCallableCall(value: PyInstance): void {
    if (this.memo.has(value)) return this.#save(value);
    this.out.boundary();
    this.#saveCall(value, value.callee, value.args);
  }

  #named(module: string, name: string): PyGlobal {
    const path = `${module}.${name}`;
    const known = this.#names.get(path) ?? named(module, name);
    this.#names.set(path, known);
    return known;
  }
}
