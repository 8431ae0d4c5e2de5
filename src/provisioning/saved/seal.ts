import { createHash, scryptSync } from 'node:crypto'

/**
 * Tells whether a value is still the same without telling what it is. `revealing`: the value holds a secret, or its digest; then
 * guessing costs milliseconds a guess.
 */
export type Sealer = (text: string, revealing: boolean) => string

/** `salt`: of the plan, in hex, so that the seals of two plans cannot be compared. The same secret of many hosts is sealed once. */
export const createSealer = (salt: string): Sealer => {
  const known = new Map<string, string>()
  const slow = (text: string): string => {
    const seal = known.get(text) ?? scryptSync(text, salt, 24, { N: 4096 }).toString('hex')
    known.set(text, seal)
    return seal
  }
  return (text, revealing) =>
    revealing ? slow(text) : createHash('sha256').update(salt).update(text).digest('hex').slice(0, 48)
}
