/** The texts that were verified last, so that they need not be verified again. Bounded; the oldest go first. */
export class Memo<Value> {
  readonly #values = new Map<string, Value>();
  readonly #capacity: number;
  #length = 0;

  /** `capacity` is in characters of all texts together. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(text: string): Value | undefined {
    const value = this.#values.get(text);
    if (value === undefined) return undefined;
    // A Map keeps the order of insertion: what was asked for last goes last.
    this.#values.delete(text);
    this.#values.set(text, value);
    return value;
  }

  set(text: string, value: Value): void {
    if (text.length > this.#capacity / 4) return;
    if (this.#values.delete(text)) this.#length -= text.length;
    this.#values.set(text, value);
    this.#length += text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#length <= this.#capacity) return;
      this.#values.delete(oldest);
      this.#length -= oldest.length;
    }
  }
}
