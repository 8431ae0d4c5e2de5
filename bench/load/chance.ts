/** PURE. xorshift32: the same numbers from 0 to below 1 for the same seed, which is not 0. */
export const seeded = (seed: number) => (): number => {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  return (seed >>> 0) / 2 ** 32
}

/** Normally distributed seconds, never below one. */
export const normal = (mean: number, deviation: number, random: () => number) => (): number => {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return Math.max(1, mean + deviation * radius * Math.cos(2 * Math.PI * random()))
}
