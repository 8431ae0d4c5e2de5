import type { SpecResources } from '../containerizer/launch-spec.ts'

type Rule = NonNullable<SpecResources['devices']>[number]

/** linux/bpf.h: struct bpf_cgroup_dev_ctx { u32 access_type; u32 major; u32 minor }, access_type = access << 16 | type. */
const types = { b: 1, c: 2 } as const
const accesses: Readonly<Record<string, number>> = { m: 1, r: 2, w: 4 }

/** Opcodes of BPF's instruction set: a class, and what it does there. */
const load32 = 0x61
const andImmediate = 0x57
const shiftRight = 0x77
const move = 0xbf
const moveImmediate = 0xb7
const unequal = 0x5d
const unequalImmediate = 0x55
const exit = 0x95

/** Registers: the context, then what is taken from it. r0 is the answer. */
const [answer, context, type, access, major, minor] = [0, 1, 2, 3, 4, 5]
const asked = context

interface Instruction {
  readonly code: number
  readonly to?: number
  readonly from?: number
  /** Instructions to skip. */
  readonly offset?: number
  readonly value?: number
}

/**
 * The rules as a program for the kernel, which asks it whenever a process of the cgroup opens or makes a device: whatever no rule allows
 * is denied, so rules that deny need no word. PURE.
 */
export const deviceProgram = (rules: readonly Rule[]): Buffer => {
  const all = [
    { code: load32, to: type, from: context, offset: 0 },
    { code: move, to: access, from: type },
    { code: andImmediate, to: type, value: 0xffff },
    { code: shiftRight, to: access, value: 16 },
    { code: load32, to: major, from: context, offset: 4 },
    { code: load32, to: minor, from: context, offset: 8 },
    ...rules.flatMap(rule => (rule.allow ? allowing(rule) : [])),
    { code: moveImmediate, to: answer, value: 0 },
    { code: exit },
  ]
  return Buffer.concat(all.map(bytes))
}

/** Every condition that does not hold leads past the end of the rule. */
const allowing = (rule: Rule): readonly Instruction[] => {
  const { type: kind, access: letters = 'rwm' } = rule
  const conditions: readonly (readonly Instruction[])[] = [
    ...(kind === 'b' || kind === 'c' ? [[{ code: unequalImmediate, to: type, value: types[kind] }]] : []),
    [
      { code: move, to: asked, from: access },
      { code: andImmediate, to: asked, value: [...letters].reduce((mask, one) => mask | (accesses[one] ?? 0), 0) },
      { code: unequal, to: asked, from: access },
    ],
    ...(rule.major === undefined ? [] : [[{ code: unequalImmediate, to: major, value: rule.major }]]),
    ...(rule.minor === undefined ? [] : [[{ code: unequalImmediate, to: minor, value: rule.minor }]]),
  ]
  const steps = [...conditions.flat(), { code: moveImmediate, to: answer, value: 1 }, { code: exit }]
  return steps.map((step, at) =>
    step.code === unequal || step.code === unequalImmediate ? { ...step, offset: steps.length - at - 1 } : step,
  )
}

const bytes = ({ code, to = 0, from = 0, offset = 0, value = 0 }: Instruction): Buffer => {
  const buffer = Buffer.alloc(8)
  buffer.writeUInt8(code, 0)
  buffer.writeUInt8((from << 4) | to, 1)
  buffer.writeInt16LE(offset, 2)
  buffer.writeInt32LE(value, 4)
  return buffer
}
