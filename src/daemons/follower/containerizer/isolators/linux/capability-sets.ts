import { CapabilityInfoCapability } from '../../../../../mesos/messages/container.ts'

/** Names with their CAP_ prefix; `wrong`: why the value is no CapabilityInfo. Nothing of either: there was no value. */
export const capabilitiesIn = (value: unknown): { readonly names?: readonly string[]; readonly wrong?: string } => {
  if (value === undefined) return {}
  const listed = (value as { capabilities?: unknown } | null)?.capabilities ?? []
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Array.isArray(listed)) {
    return { wrong: 'not of the form {"capabilities":["NET_RAW"]}' }
  }
  const unknown = listed.filter(name => typeof name !== 'string' || !known.has(name))
  if (unknown.length > 0) return { wrong: `there is no capability ${unknown.join(', ')}` }
  return { names: [...new Set(listed.map(name => `CAP_${name}`))] }
}

const known: ReadonlySet<string> = new Set(
  Object.keys(CapabilityInfoCapability.numbers).filter(name => name !== 'UNKNOWN'),
)
