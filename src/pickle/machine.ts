/** The stack machine that a pickle is a program for. */
import { Cursor } from "./cursor.ts";
import { malformed, PickleTooLarge } from "./failures.ts";
import type { PyValue } from "./values.ts";

/** How many values a pickle may make: two hundred bytes each is what they come to at most. */
const STEPS = 2_000_000;

/** What the machine does at one opcode. */
export type Instruction = (machine: Machine) => void;

/** The machine's state: bytes to come, values so far, and those that can be referred to. */
export class Machine extends Cursor {
  protocol = 0;
  readonly #stack: PyValue[] = [];
  /** How high the stack was at each mark. */
  readonly #marks: number[] = [];
  readonly #mostMarks: number;
  readonly #memo: PyValue[] = [];
  #memoized = 0;
  #steps = 0;

  /** `marks` bounds how many lists, dicts and tuples are open at once. */
  constructor(text: string, marks: number) {
    super(text);
    this.#mostMarks = marks;
  }

  /** Takes note of work. @throws PickleTooLarge when it is more than may be. */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > STEPS) {
      throw new PickleTooLarge(`A pickle makes more than ${STEPS} values.`);
    }
  }

  push(value: PyValue): void {
    this.#stack.push(value);
  }

  pop(): PyValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  top(): PyValue {
    const { length } = this.#stack;
    // What stands before the mark is out of reach.
    if (length <= (this.#marks.at(-1) ?? 0)) throw malformed();
    return this.#stack[length - 1] as PyValue;
  }

  mark(): void {
    if (this.#marks.length >= this.#mostMarks) {
      throw new PickleTooLarge("A pickle opens too many lists, dicts and tuples at once.");
    }
    this.#marks.push(this.#stack.length);
  }

  /** Takes back a mark that nothing was pushed after. */
  unmark(): boolean {
    if (this.#marks.at(-1) !== this.#stack.length) return false;
    this.#marks.pop();
    return true;
  }

  /** Pops everything from the last mark on. */
  popMark(): PyValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw malformed();
    return this.#stack.splice(mark);
  }

  memoize(): void {
    this.put(this.#memoized);
  }

  /** Gives the top of the stack a number, by which it can be pushed again. */
  put(index: number): void {
    if (index > this.text.length) throw new PickleTooLarge("A pickle's memo is too large.");
    if (this.#memo[index] === undefined) this.#memoized++;
    this.#memo[index] = this.top();
  }

  get(index: number): void {
    const value = this.#memo[index];
    if (value === undefined) throw malformed();
    this.push(value);
  }
}
