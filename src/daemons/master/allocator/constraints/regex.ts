import { RE2JS } from 're2js'

/** --offer_constraints_re2_max_mem (bytes) and --offer_constraints_re2_max_program_size (instructions). */
export interface RegexLimits {
  readonly maxMem: number
  readonly maxProgramSize: number
}

export interface Regex {
  /** Of the whole text, in time linear in its length. */
  readonly matches: (text: string) => boolean
}

/** Of RE2 for an instruction, measured by Mesos: 54 instructions could be made from 1499 bytes on. */
const BYTES_AN_INSTRUCTION = 28
/** How much larger than allowed an expression may look before it is compiled: looks err in both directions. */
const SLACK = 8

/** RE2's syntax. `problem`: it is none, or it would need more than the limits allow. */
export const compileRegex = (source: string, limits: RegexLimits): Regex | { readonly problem: string } => {
  const most = Math.min(limits.maxProgramSize, Math.floor(limits.maxMem / BYTES_AN_INSTRUCTION))
  if (source.length > limits.maxMem || roughSize(source) > most * SLACK) return { problem: tooComplex(source, most) }
  try {
    const compiled = RE2JS.compile(source)
    if (compiled.programSize() > most) return { problem: tooComplex(source, most) }
    return { matches: text => compiled.testExact(text) }
  } catch (error) {
    return { problem: `regex '${shortened(source)}' is not valid: ${(error as Error).message}` }
  }
}

const tooComplex = (source: string, most: number) =>
  `regex '${shortened(source)}' is too complex: it needs more than the ${most} instructions that this master allows`

const shortened = (source: string) => (source.length <= 100 ? source : `${source.slice(0, 100)}…`)

/**
 * About how many instructions it will have: one a character or class, and repetitions multiply what stands before them. Only so that
 * `(x{100}){9}(x{100}){9}…` is refused before time is spent on it.
 */
const roughSize = (source: string): number => {
  const groups = [{ size: 0, last: 0 }]
  for (const [token] of source.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[\s\S]/g)) {
    const group = groups.at(-1)!
    if (token === '(') groups.push({ size: 0, last: 0 })
    else if (token === ')' && groups.length > 1) append(groups.at(-2)!, groups.pop()!.size + 2)
    else if (/^\{\d/.test(token)) append(group, group.last * (largest(token) - 1), group.last)
    else append(group, 1)
  }
  return groups.reduce((sum, { size }) => sum + size, 0)
}

const append = (group: { size: number; last: number }, size: number, before = 0): void => {
  group.size += size
  group.last = before + size
}

const largest = (repetition: string): number => Math.max(1, ...repetition.match(/\d+/g)!.map(Number))
