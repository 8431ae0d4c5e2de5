import { noNode, replyError, runtimeInconsistency } from './error-codes.ts'
import { type JuteReader, juteReader } from './jute/reader.ts'
import { type Acl, readAcls, readStat, type Stat, writeAcls } from './jute/records.ts'
import { type JuteWriter, juteWriter } from './jute/writer.ts'
import { type CreateMode, createFlags, opcode } from './protocol.ts'

/** A request as a value. `what` names it in errors; `decode` reads the answer's record. Paths are the server's. */
export type Operation<T> = {
  readonly what: string
  readonly code: number
  readonly body: Buffer
  readonly decode: (from: JuteReader) => T
}

export type CreateOptions = { readonly mode?: CreateMode; readonly acl: readonly Acl[] }

/** One part of a transaction. `version` -1: any. */
export type MultiOperation =
  | { readonly op: 'create'; readonly path: string; readonly data: Uint8Array; readonly acl: readonly Acl[] }
  | { readonly op: 'set'; readonly path: string; readonly data: Uint8Array; readonly version: number }
  | { readonly op: 'delete'; readonly path: string; readonly version: number }
  | { readonly op: 'check'; readonly path: string; readonly version: number }

const operation = <T>(
  what: string,
  code: number,
  write: (to: JuteWriter) => unknown,
  decode: (from: JuteReader) => T,
): Operation<T> => {
  const to = juteWriter()
  write(to)
  return { what, code, body: to.bytes(), decode }
}

const nothing = (): void => {}

export const operations = {
  create: (path: string, data: Uint8Array, { mode = 'persistent', acl }: CreateOptions): Operation<string> =>
    operation(
      `create ${path}`,
      opcode.create,
      to => writeAcls(to.string(path).buffer(data), acl).int(createFlags[mode]),
      from => from.string(),
    ),
  delete: (path: string, version: number): Operation<void> =>
    operation(`delete ${path}`, opcode.delete, to => to.string(path).int(version), nothing),
  exists: (path: string, watch: boolean): Operation<Stat> =>
    operation(`exists ${path}`, opcode.exists, to => to.string(path).bool(watch), readStat),
  get: (path: string, watch: boolean): Operation<{ data: Buffer; stat: Stat }> =>
    operation(
      `get ${path}`,
      opcode.getData,
      to => to.string(path).bool(watch),
      from => ({ data: from.buffer() ?? Buffer.alloc(0), stat: readStat(from) }),
    ),
  set: (path: string, data: Uint8Array, version: number): Operation<Stat> =>
    operation(`set ${path}`, opcode.setData, to => to.string(path).buffer(data).int(version), readStat),
  children: (path: string, watch: boolean): Operation<{ children: string[]; stat: Stat }> =>
    operation(
      `children of ${path}`,
      opcode.getChildren2,
      to => to.string(path).bool(watch),
      from => ({ children: from.vector(() => from.string()), stat: readStat(from) }),
    ),
  getAcl: (path: string): Operation<{ acl: Acl[]; stat: Stat }> =>
    operation(
      `access list of ${path}`,
      opcode.getACL,
      to => to.string(path),
      from => ({ acl: readAcls(from), stat: readStat(from) }),
    ),
  setAcl: (path: string, acl: readonly Acl[], version: number): Operation<Stat> =>
    operation(
      `set access list of ${path}`,
      opcode.setACL,
      to => writeAcls(to.string(path), acl).int(version),
      readStat,
    ),
  sync: (path: string): Operation<void> => operation(`sync ${path}`, opcode.sync, to => to.string(path), nothing),
  getMany: (paths: readonly string[]): Operation<(Buffer | undefined)[]> =>
    operation(
      `get ${paths.length} nodes`,
      opcode.multiRead,
      to => {
        for (const path of paths) to.int(opcode.getData).bool(false).int(-1).string(path).bool(false)
        to.int(-1).bool(true).int(-1)
      },
      from => readValues(from, `get ${paths.length} nodes`),
    ),
  multi: (parts: readonly MultiOperation[]): Operation<void> =>
    operation(
      `transaction of ${parts.length}`,
      opcode.multi,
      to => {
        for (const part of parts) writePart(to, part)
        to.int(-1).bool(true).int(-1)
      },
      from => readParts(from, parts),
    ),
}

/** One answer for each path, in order; `undefined` for a node that is not there. */
const readValues = (from: JuteReader, what: string): (Buffer | undefined)[] => {
  const values: (Buffer | undefined)[] = []
  for (;;) {
    const type = from.int()
    const done = from.bool()
    from.int()
    if (done) return values
    if (type === opcode.error) {
      const error = from.int()
      if (error !== noNode && error !== runtimeInconsistency) throw replyError(error, what)
      values.push(undefined)
    } else {
      values.push(from.buffer() ?? Buffer.alloc(0))
      readStat(from)
    }
  }
}

const partCode = { create: opcode.create, set: opcode.setData, delete: opcode.delete, check: opcode.check } as const

const writePart = (to: JuteWriter, part: MultiOperation): void => {
  to.int(partCode[part.op]).bool(false).int(-1).string(part.path)
  if (part.op === 'create') writeAcls(to.buffer(part.data), part.acl).int(createFlags.persistent)
  else if (part.op === 'set') to.buffer(part.data).int(part.version)
  else to.int(part.version)
}

/** All parts happened, or the part that failed says why: the others answer with "rolled back" or "never tried". */
const readParts = (from: JuteReader, parts: readonly MultiOperation[]): void => {
  const errors: number[] = []
  for (;;) {
    const type = from.int()
    const done = from.bool()
    from.int()
    if (done) break
    errors.push(readPart(type, from))
  }
  const at = errors.findIndex(error => error !== 0 && error !== runtimeInconsistency)
  const culprit = at === -1 ? errors.findIndex(error => error !== 0) : at
  if (culprit === -1) return
  const part = parts[culprit]
  throw replyError(errors[culprit]!, `transaction, part ${culprit + 1}, ${part?.op} ${part?.path}`)
}

const readPart = (type: number, from: JuteReader): number => {
  switch (type) {
    case opcode.error:
      return from.int()
    case opcode.create:
      from.string()
      return 0
    case opcode.setData:
      readStat(from)
      return 0
    default:
      return 0
  }
}

export const decodeAnswer = <T>({ decode }: Operation<T>, body: Buffer): T => decode(juteReader(body))
