import type { Resource } from '../../../../mesos/messages/resource.ts'
import { parseResources } from '../../../../mesos/resources/parse.ts'
import { coalesce, type Ranges, subtractRanges } from '../../../../mesos/resources/ranges.ts'
import type { Limitation } from '../../events.ts'

/** Ports among resources. PURE. */
export const portsOf = (resources: readonly Resource[]): Ranges =>
  coalesce(resources.flatMap(({ name, ranges }) => (name === 'ports' ? (ranges?.range ?? []) : [])))

/** Of the ports on which a container listens, those that are not its own. `looked`: only these count; absent: all do. */
export const strangePorts = (
  listening: readonly number[],
  own: readonly Resource[],
  looked: Ranges | undefined,
): Ranges => {
  const seen = coalesce(listening.map(port => ({ begin: port, end: port })))
  return subtractRanges(looked === undefined ? seen : common(seen, looked), portsOf(own))
}

const common = (ranges: Ranges, within: Ranges): Ranges => subtractRanges(ranges, subtractRanges(ranges, within))

export const portsLimitation = (containerId: string, strange: Ranges): Limitation => ({
  reason: 'REASON_CONTAINER_LIMITATION',
  message: `Container ${containerId} listens on ports that are not its own: ${shown(strange)}`,
  resources: [{ name: 'ports', type: 'RANGES', ranges: { range: [...strange] } }],
})

export const shown = (ranges: Ranges): string => `[${ranges.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]`

/** --container_ports_isolated_range: `[begin-end,…]`. */
export const parsePorts = (text: string): Ranges | { readonly problem: string } => {
  const parsed = parseResources(`ports:${text}`)
  if ('problem' in parsed) return { problem: parsed.problem }
  const ranges = portsOf(parsed.value)
  return parsed.value.every(({ type }) => type === 'RANGES') && ranges.every(({ end }) => end <= 65_535)
    ? ranges
    : { problem: `'${text}' is no range of ports` }
}
