import type { RLimitInfoRLimit } from '../../../../../mesos/messages/container.ts'
import type { SpecProcess } from '../../launch-spec.ts'
import type { Isolator, Refusal } from '../isolator.ts'

type Limit = NonNullable<SpecProcess['rlimits']>[number]

/** RLIM_INFINITY, as OCI runtimes and prlimit(2) know it. */
export const unlimited = 2n ** 64n - 1n

/** Resource limits of the container's processes, as ContainerInfo.rlimit_info has them. */
export const posixRlimits: Isolator = {
  name: 'posix/rlimits',
  prepare: (spec, { info }) => {
    const asked = info?.rlimit_info?.rlimits ?? []
    if (asked.length === 0) return spec
    const limits = asked.map(limit)
    const wrong = limits.find(one => 'refused' in one)
    if (wrong !== undefined) return wrong as Refusal
    const twice = limits.find((one, at) => limits.findIndex(other => typeOf(other) === typeOf(one)) !== at)
    if (twice !== undefined) return { refused: `rlimit_info has ${typeOf(twice)} twice` }
    return { ...spec, process: { ...spec.process, rlimits: limits as readonly Limit[] } }
  },
}

const typeOf = (limit: Limit | Refusal): string => ('type' in limit ? limit.type : '')

const limit = ({ type, soft, hard }: RLimitInfoRLimit): Limit | Refusal => {
  if (type === undefined || type === 'UNKNOWN') return { refused: 'a limit in rlimit_info has no type' }
  const name = type.replace(/^RLMT_/, 'RLIMIT_')
  if (soft === undefined && hard === undefined) return { type: name, soft: unlimited, hard: unlimited }
  if (soft === undefined || hard === undefined) {
    return { refused: `${type}: soft and hard limit must be set both, or none for no limit` }
  }
  if (soft > hard) return { refused: `${type}: the soft limit ${soft} is over the hard limit ${hard}` }
  return { type: name, soft: whole(soft), hard: whole(hard) }
}

/** Numbers near 2^64 lose their last digits on the way: they mean no limit. */
const whole = (value: number): number | bigint => (value > Number.MAX_SAFE_INTEGER ? unlimited : value)
