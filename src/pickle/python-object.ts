/** An object of a class that only Python knows: its name, and nothing of what it holds. */
export class PythonObject {
  /** The module of its class, or of the function that would make it. */
  readonly module: string;
  /** The name of its class or function within the module. */
  readonly qualname: string;

  constructor(module: string, qualname: string) {
    this.module = module;
    this.qualname = qualname;
    Object.freeze(this);
  }

  /** `<module.qualname>`. */
  toString(): string {
    return `<${this.module}.${this.qualname}>`;
  }
}
