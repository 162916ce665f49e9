/** What texts were found to hold, so that it need not be found again. Bounded; what was not asked for longest goes first. */
export class Memo<Value> {
  readonly #found = new Map<string, { readonly value: Value; readonly size: number }>();
  readonly #capacity: number;
  #size = 0;

  /** `capacity` is in the unit of the sizes that {@link set} is told. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(text: string): Value | undefined {
    const found = this.#found.get(text);
    if (found === undefined) return undefined;
    // A Map keeps the order of insertion: what was asked for last goes last.
    this.#found.delete(text);
    this.#found.set(text, found);
    return found.value;
  }

  /** What is so large that it would drive out many others is not kept. */
  set(text: string, value: Value, size: number): void {
    this.#delete(text);
    if (size > this.#capacity / 4) return;
    this.#found.set(text, { value, size });
    this.#size += size;
    for (const oldest of this.#found.keys()) {
      if (this.#size <= this.#capacity) return;
      this.#delete(oldest);
    }
  }

  #delete(text: string): void {
    this.#size -= this.#found.get(text)?.size ?? 0;
    this.#found.delete(text);
  }
}
