import { describe, expect, it } from 'vitest'
import type { ClusterFramework } from '../../src/frameworks/cluster-frameworks.ts'
import { findFramework } from '../../src/frameworks/find-framework.ts'

const framework = (id: string, name: string, state: ClusterFramework['state'] = 'active'): ClusterFramework => ({
  id,
  name,
  state,
  tasks: 0,
  used: { cpus: 0, mem: 0 },
  offered: { cpus: 0, mem: 0 },
})

const all = [
  framework('M-0000', 'marathon'),
  framework('M-0001', 'Chronos'),
  framework('M-0002', 'batch', 'disconnected'),
  framework('M-0003', 'batch'),
  framework('L-0003', 'spark'),
  framework('L-0004', 'spark'),
]

describe('which framework is meant', () => {
  it.each([
    ['M-0001', 'M-0001'],
    ['marathon', 'M-0000'],
    ['chronos', 'M-0001'],
    ['batch', 'M-0003'],
    ['0002', 'M-0002'],
    ['mara', 'M-0000'],
  ])('%s is %s', (wanted, id) => expect(findFramework(all, wanted).id).toBe(id))

  it.each([
    ['maraton', 'framework.unknown', 'did you mean marathon?'],
    ['zzz', 'framework.unknown', '`mantl frameworks list` shows all that the leader knows of'],
    ['', 'framework.unknown', '`mantl frameworks list` shows all that the leader knows of'],
    ['spark', 'framework.ambiguous', 'say the whole id, or its last four digits'],
    ['0003', 'framework.ambiguous', 'say the whole id, or its last four digits'],
    ['M-', 'framework.ambiguous', 'say the whole id, or its last four digits'],
  ])('%s: %s', (wanted, code, hint) => {
    expect(() => findFramework(all, wanted)).toThrow(expect.objectContaining({ code, hint }))
  })
})
