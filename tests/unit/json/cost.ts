/** The milliseconds of processor time that a call takes, whatever else the machine does. */
export function costOf(call: () => unknown): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
