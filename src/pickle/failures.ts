/** Why a pickle is not read. */
import { MalformedValue } from "../errors.ts";

/** The pickle has more in it than may be. */
export class PickleTooLarge extends MalformedValue {}

/** The data of the pickle stands outside of it: it asks for a registry, or for a function of its reader's. */
export class NotSelfContained extends MalformedValue {
  /** The opcode that asks. */
  readonly opcode: string;

  constructor(opcode: string) {
    super(`A pickle asks, by ${opcode}, for what is not in it.`);
    this.opcode = opcode;
  }
}

/** The error of bytes that Python's `pickle.loads` would not take. */
export function malformed(): MalformedValue {
  return new MalformedValue("Bytes are not of a pickle's form.");
}
