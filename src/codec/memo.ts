/** What a text was found to hold, and how much memory that is worth. */
interface Finding<Value> {
  readonly value: Value;
  readonly size: number;
}

/**
 * What texts were found to hold, so that it need not be found again. Bounded. It is kept in two halves: when the recent
 * one is full, the older one goes, but for what was asked for since; that is cheaper than to know what was asked for when.
 */
export class Memo<Value> {
  #recent = new Map<string, Finding<Value>>();
  #older = new Map<string, Finding<Value>>();
  #size = 0;
  readonly #half: number;

  /** `capacity` is in the unit of the sizes that {@link set} is told. */
  constructor(capacity: number) {
    this.#half = capacity / 2;
  }

  get(text: string): Value | undefined {
    const recent = this.#recent.get(text);
    if (recent !== undefined) return recent.value;
    const older = this.#older.get(text);
    if (older !== undefined) this.#add(text, older);
    return older?.value;
  }

  /** What is so large that it would drive out many others is not kept. */
  set(text: string, value: Value, size: number): void {
    if (size <= this.#half / 2 && !this.#recent.has(text)) this.#add(text, { value, size });
  }

  #add(text: string, finding: Finding<Value>): void {
    if (this.#size + finding.size > this.#half) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#size = 0;
    }
    this.#recent.set(text, finding);
    this.#size += finding.size;
  }
}
