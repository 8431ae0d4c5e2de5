import { describe, expect, it } from 'vitest'
import { bpfObject } from '../../../../src/daemons/follower/linux/bpf-object.ts'
import { deviceProgram } from '../../../../src/daemons/follower/linux/device-program.ts'

/** What the kernel would do: the few instructions that such a program has, as the instruction set defines them. */
const allowed = (code: Buffer, ask: { type: 'b' | 'c'; access: string; major: number; minor: number }): boolean => {
  const access = [...ask.access].reduce((mask, one) => mask | { m: 1, r: 2, w: 4 }[one]!, 0)
  const context = [(access << 16) | { b: 1, c: 2 }[ask.type], ask.major, ask.minor]
  const registers: number[] = Array(11).fill(0)
  for (let at = 0; at < code.length / 8; at++) {
    const [to, from] = [code[at * 8 + 1]! & 15, code[at * 8 + 1]! >> 4]
    const [offset, value] = [code.readInt16LE(at * 8 + 2), code.readInt32LE(at * 8 + 4)]
    const steps: Record<number, () => void> = {
      97: () => (registers[to] = context[offset / 4]!),
      191: () => (registers[to] = registers[from]!),
      87: () => (registers[to]! &= value),
      119: () => (registers[to]! >>>= value),
      183: () => (registers[to] = value),
      85: () => registers[to] !== value && (at += offset),
      93: () => registers[to] !== registers[from] && (at += offset),
    }
    const opcode = code[at * 8]!
    if (opcode === 0x95) return registers[0] === 1
    steps[opcode]!()
  }
  throw new Error('it has no end')
}

describe('a program that rules devices', () => {
  const code = deviceProgram([
    { allow: false, type: 'a', access: 'rwm' },
    { allow: true, type: 'c', access: 'm' },
    { allow: true, type: 'c', major: 1, minor: 3, access: 'rwm' },
    { allow: true, type: 'c', major: 136, access: 'rw' },
    { allow: true, type: 'b', major: 8, minor: 0, access: 'r' },
    { allow: true, major: 200 },
  ])
  it.each([
    { type: 'c', access: 'rw', major: 1, minor: 3, is: true },
    { type: 'c', access: 'r', major: 1, minor: 3, is: true },
    { type: 'c', access: 'r', major: 1, minor: 11, is: false },
    { type: 'c', access: 'm', major: 1, minor: 11, is: true },
    { type: 'b', access: 'm', major: 1, minor: 11, is: false },
    { type: 'c', access: 'rw', major: 136, minor: 7, is: true },
    { type: 'c', access: 'rwm', major: 136, minor: 7, is: false },
    { type: 'b', access: 'rw', major: 136, minor: 7, is: false },
    { type: 'b', access: 'r', major: 8, minor: 0, is: true },
    { type: 'b', access: 'rw', major: 8, minor: 0, is: false },
    { type: 'b', access: 'r', major: 8, minor: 1, is: false },
    { type: 'c', access: 'rwm', major: 200, minor: 9, is: true },
  ] as const)('$type $major:$minor $access: $is', ({ is, ...ask }) => {
    expect(allowed(code, ask)).toBe(is)
  })
  it('denies everything where no rule allows', () => {
    expect(allowed(deviceProgram([]), { type: 'c', access: 'r', major: 1, minor: 3 })).toBe(false)
  })
  it('lies in an object that names it', () => {
    const object = bpfObject('cgroup/dev', code)
    expect(object.subarray(0, 4).toString('latin1')).toBe('\x7fELF')
    expect(object.length % 8).toBe(0)
    expect(object.includes(code)).toBe(true)
    for (const name of ['cgroup/dev\0', 'license\0', 'program\0', 'GPL\0']) expect(object.includes(name)).toBe(true)
  })
})
