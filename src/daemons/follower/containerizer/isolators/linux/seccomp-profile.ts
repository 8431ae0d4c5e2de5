import { MantlError } from '../../../../../errors.ts'
import type { SpecSeccomp } from '../../launch-spec.ts'
import type { Refusal } from '../isolator.ts'

/** What a profile's conditions ask about. `capabilities` absent: all. */
export interface ProfileReader {
  /** As process.arch has it. */
  readonly arch: string
  /** As uname -r prints it. */
  readonly kernel: string
  readonly capabilities?: readonly string[]
}

type Json = Readonly<Record<string, unknown>>
type Rule = NonNullable<SpecSeccomp['syscalls']>[number]
type Argument = NonNullable<Rule['args']>[number]

const wrong = (message: string) => new MantlError('follower.isolation', message)

/**
 * Docker's seccomp profile as an OCI one: rules whose conditions (includes, excludes: caps, arches, minKernel) this container does not
 * meet are left out, and of archMap only this machine's architecture with its relatives stays.
 */
export const seccompFrom = (profile: unknown, reader: ProfileReader): SpecSeccomp | Refusal => {
  try {
    const json = object(profile, 'the profile')
    const architectures = architecturesOf(json, reader)
    return {
      defaultAction: action(json.defaultAction, 'defaultAction'),
      ...optional('defaultErrnoRet', json.defaultErrnoRet, number),
      ...(architectures.length === 0 ? {} : { architectures }),
      ...optional('flags', json.flags, texts),
      syscalls: list(json.syscalls ?? [], 'syscalls')
        .map(item => object(item, 'syscalls'))
        .filter(item => applies(item, reader))
        .map(rule),
    }
  } catch (error) {
    if (error instanceof MantlError) return { refused: error.message }
    throw error
  }
}

/** Words of Docker's profiles for what process.arch calls otherwise. */
const names: Readonly<Record<string, { readonly docker: string; readonly seccomp: string }>> = {
  x64: { docker: 'amd64', seccomp: 'SCMP_ARCH_X86_64' },
  ia32: { docker: 'x86', seccomp: 'SCMP_ARCH_X86' },
  arm64: { docker: 'arm64', seccomp: 'SCMP_ARCH_AARCH64' },
  arm: { docker: 'arm', seccomp: 'SCMP_ARCH_ARM' },
  ppc64: { docker: 'ppc64le', seccomp: 'SCMP_ARCH_PPC64LE' },
  s390x: { docker: 's390x', seccomp: 'SCMP_ARCH_S390X' },
  riscv64: { docker: 'riscv64', seccomp: 'SCMP_ARCH_RISCV64' },
}

const architecturesOf = (json: Json, { arch }: ProfileReader): readonly string[] => {
  if (json.archMap === undefined)
    return json.architectures === undefined ? [] : texts(json.architectures, 'architectures')
  return list(json.archMap, 'archMap').flatMap(item => {
    const { architecture, subArchitectures } = object(item, 'archMap')
    const all = [text(architecture, 'archMap'), ...texts(subArchitectures ?? [], 'subArchitectures')]
    return all[0] === names[arch]?.seccomp ? all : []
  })
}

const applies = (item: Json, reader: ProfileReader): boolean => {
  const includes = object(item.includes ?? {}, 'includes')
  const excludes = object(item.excludes ?? {}, 'excludes')
  return (
    conditions(includes).every(([kind, value]) => holds(kind, value, reader)) &&
    !conditions(excludes).some(([kind, value]) => holds(kind, value, reader))
  )
}

/** An empty list asks for nothing. */
const conditions = (given: Json) =>
  Object.entries(given).filter(([, value]) => !(Array.isArray(value) && value.length === 0))

const holds = (kind: string, value: unknown, { arch, kernel, capabilities }: ProfileReader): boolean => {
  if (kind === 'arches') return texts(value, kind).includes(names[arch]?.docker ?? arch)
  if (kind === 'caps') return texts(value, kind).every(name => capabilities?.includes(name) ?? true)
  if (kind === 'minKernel') return atLeast(kernel, text(value, kind))
  throw wrong(`nobody knows the condition '${kind}'`)
}

const atLeast = (kernel: string, wanted: string): boolean => {
  const numbers = (version: string) => (/^(\d+)\.(\d+)/.exec(version) ?? ['', '0', '0']).slice(1).map(Number)
  const [major = 0, minor = 0] = numbers(kernel)
  const [wantedMajor = 0, wantedMinor = 0] = numbers(wanted)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

const rule = (item: Json): Rule => {
  const names = item.names === undefined ? [text(item.name, 'names')] : texts(item.names, 'names')
  if (names.length === 0) throw wrong("a rule's names are empty")
  const args = list(item.args ?? [], 'args').map(argument)
  return {
    names,
    action: action(item.action, 'action'),
    ...optional('errnoRet', item.errnoRet, number),
    ...(args.length === 0 ? {} : { args }),
  }
}

const argument = (item: unknown): Argument => {
  const { index, value, valueTwo, op } = object(item, 'args')
  const name = text(op, 'op')
  if (!/^SCMP_CMP_(NE|LT|LE|EQ|GE|GT|MASKED_EQ)$/.test(name)) throw wrong(`'${name}' compares nothing`)
  return {
    index: number(index, 'index'),
    value: number(value, 'value'),
    valueTwo: number(valueTwo ?? 0, 'valueTwo'),
    op: name,
  }
}

const action = (value: unknown, what: string): string => {
  const name = text(value, what)
  if (!/^SCMP_ACT_(KILL|KILL_PROCESS|KILL_THREAD|TRAP|ERRNO|TRACE|ALLOW|LOG|NOTIFY)$/.test(name)) {
    throw wrong(`'${name}' is no action`)
  }
  return name
}

const optional = <K extends string, T>(key: K, value: unknown, read: (value: unknown, what: string) => T) =>
  (value === undefined || value === null ? {} : { [key]: read(value, key) }) as { readonly [P in K]?: T }

const object = (value: unknown, what: string): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${what} is no object`)
  return value as Json
}

const list = (value: unknown, what: string): readonly unknown[] => {
  if (value === null) return []
  if (!Array.isArray(value)) throw wrong(`${what} is no list`)
  return value
}

const texts = (value: unknown, what: string): readonly string[] => list(value, what).map(one => text(one, what))

const text = (value: unknown, what: string): string => {
  if (typeof value !== 'string') throw wrong(`${what} is no text`)
  return value
}

const number = (value: unknown, what: string): number => {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw wrong(`${what} is no number`)
  return value
}
