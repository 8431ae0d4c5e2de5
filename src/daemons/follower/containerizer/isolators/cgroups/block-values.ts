import type { CgroupInfoBlkioOperation } from '../../../../../mesos/messages/container.ts'

/** One figure of a block device. `device`: `major:minor`, absent for all together. `op` absent: a file that knows no operations. */
export interface BlockValue {
  readonly field: string
  readonly device?: string
  readonly op?: CgroupInfoBlkioOperation
  readonly value: number
}

const operations: Readonly<Record<string, CgroupInfoBlkioOperation>> = {
  Total: 'TOTAL',
  Read: 'READ',
  Write: 'WRITE',
  Sync: 'SYNC',
  Async: 'ASYNC',
  Discard: 'DISCARD',
}

/** Lines `8:0 Read 4096`, `8:0 4096` and `Total 4096` of a blkio file. */
export const perDevice = (field: string, text: string): readonly BlockValue[] =>
  text.split('\n').flatMap(line => {
    const match = /^(?:(\d+:\d+)\s+)?(?:([A-Z][a-z]+)\s+)?(\d+)$/.exec(line.trim())
    const op = operations[match?.[2] ?? '']
    if (match === null || (match[2] !== undefined && op === undefined)) return []
    return [{ field, value: Number(match[3]), ...(match[1] ? { device: match[1] } : {}), ...(op ? { op } : {}) }]
  })

const unified: readonly (readonly [key: string, field: string, op: CgroupInfoBlkioOperation])[] = [
  ['rios', 'io_serviced', 'READ'],
  ['wios', 'io_serviced', 'WRITE'],
  ['dios', 'io_serviced', 'DISCARD'],
  ['rbytes', 'io_service_bytes', 'READ'],
  ['wbytes', 'io_service_bytes', 'WRITE'],
  ['dbytes', 'io_service_bytes', 'DISCARD'],
]

/** Lines `8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6` of io.stat, with the sums that the old files had. */
export const ioStat = (text: string): readonly BlockValue[] => {
  const each = text.split('\n').flatMap(line => {
    const [device, ...pairs] = line.trim().split(/\s+/)
    if (device === undefined || !/^\d+:\d+$/.test(device)) return []
    const figures = new Map(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
    return unified.flatMap(([key, field, op]) => {
      const value = Number(figures.get(key) ?? Number.NaN)
      return Number.isNaN(value) ? [] : [{ device, field, op, value }]
    })
  })
  return [...each, ...sums(each)]
}

const sums = (each: readonly Required<BlockValue>[]): readonly BlockValue[] => {
  const sum = (values: readonly BlockValue[]) => values.reduce((all, { value }) => all + value, 0)
  const devices = [...new Set(each.map(({ device }) => device))]
  const fields = [...new Set(each.map(({ field }) => field))]
  return fields.flatMap(field => [
    ...devices.map(device => ({
      field,
      device,
      op: 'TOTAL' as const,
      value: sum(each.filter(one => one.field === field && one.device === device)),
    })),
    { field, op: 'TOTAL' as const, value: sum(each.filter(one => one.field === field)) },
  ])
}

type Entry = { readonly op: CgroupInfoBlkioOperation; readonly value: number }

/** By field: numbers where the file knows no operations, else a list of them. */
export const totals = (values: readonly BlockValue[]) => {
  const found: Record<string, number | Entry[]> = {}
  for (const { field, op, value } of values) {
    if (field === 'time' || field === 'sectors') found[field] = value
    else found[field] = [...((found[field] as Entry[]) ?? []), { op: op ?? 'UNKNOWN', value }]
  }
  return found
}
