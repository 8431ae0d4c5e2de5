import type { Resource } from '../../../src/mesos/messages/resource.ts'
import { parseResources } from '../../../src/mesos/resources/index.ts'

/** Resources in text form. */
export const r = (text: string): Resource[] => {
  const parsed = parseResources(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.value
}

export const volume = (id: string, size: number, role = 'a', extra: Partial<Resource> = {}): Resource => ({
  name: 'disk',
  type: 'SCALAR',
  scalar: { value: size },
  reservations: [{ type: 'DYNAMIC', role, principal: 'p' }],
  disk: { persistence: { id, principal: 'p' }, volume: { mode: 'RW', container_path: 'data' } },
  ...extra,
})

export const dynamic = (text: string, role = 'a'): Resource[] =>
  r(text).map(resource => ({ ...resource, reservations: [{ type: 'DYNAMIC', role, principal: 'p' }] }))
