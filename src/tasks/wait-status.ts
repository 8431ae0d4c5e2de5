/** PURE. What a command ends with whose process ended so: `status` as wait(2) gives it; 128 + n for signal n, as shells say it. */
export const exitCodeOfStatus = (status: number | undefined): number => {
  if (status === undefined) return 1
  const signal = status & 0x7f
  return signal === 0 ? (status >> 8) & 0xff : 128 + signal
}
