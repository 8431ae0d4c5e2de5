import { expect, it } from 'vitest'
import { verdicts } from '../../../src/daemons/master/allocator/verdicts.ts'
import type { Explanation, RoleExplanation } from '../../../src/frameworks/explanation.ts'
import { explanationLines } from '../../../src/ui/terminal/explanation-view.ts'
import { reasonText } from '../../../src/ui/terminal/offer-reasons.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'

const role: RoleExplanation = {
  role: 'web',
  subscribed: true,
  suppressed: false,
  weight: 2,
  share: 0.125,
  holds: { cpus: 4, mem: 2048 },
  offers: { outstanding: 2, made: 41, last: 97 },
  agents: 12,
  reasons: [
    { reason: 'filter', agents: 7, until: 104, examples: ['h1', 'h2', 'h3', 'h4', 'h5'] },
    { reason: 'quota', agents: 3, examples: ['h8', 'h9', 'h10'] },
    { reason: 'of-a-later-release', agents: 2, examples: ['h11', 'h12'] },
  ],
  passed_over: { quota: 3, filter: 900 },
}

const lines = (changes: Partial<Explanation>) =>
  explanationLines(
    { framework_id: 'M-0', name: 'marathon', connected: true, active: true, roles: [], ...changes },
    100,
    createPalette(false),
  )

it('counts agents by what stands in the way, and says what helps', () => {
  const quota = { role: 'web', limits: { cpus: 8 }, guarantees: {}, consumed: { cpus: 8 } }
  expect(lines({ roles: [{ ...role, quota }] })).toEqual([
    'marathon  M-0',
    '',
    'role web  41 offers so far, the last 3 s ago, 2 of them open · uses or is offered cpus 4, mem 2048 · 12.5% of the cluster by a weight of 2',
    '  quota of web: cpus 8 in use or reserved, at most cpus 8',
    '  12 agents looked at:',
    '  7  declined by the framework itself, the first for 4 s more                                h1, h2, h3, h4, h5, …',
    '  3  held back by quota: the limit of its role is reached, or others’ guarantees come first  h8, h9, h10',
    '  2  of-a-later-release                                                                      h11, h12',
    '  → it declined these: REVIVE ends that at once, a smaller refuse_seconds next time',
    '  → the quota of its role, or of others, would have to change',
    '  looked at in vain so far: filter 900 times, quota 3 times',
  ])
})

it.each<[string, Partial<Explanation>, string]>([
  ['suppressed', { roles: [{ ...role, suppressed: true }] }, 'it suppressed this role'],
  ['left', { roles: [{ ...role, subscribed: false }] }, 'it left this role'],
  ['without agents', { roles: [{ ...role, agents: 0, reasons: [] }] }, 'there are no agents'],
  ['never offered', { roles: [{ ...role, offers: { outstanding: 0, made: 0 } }] }, 'no offer so far'],
  ['away', { connected: false, active: false }, 'it is not connected'],
  ['aborted', { active: false }, 'wants no offers'],
  ['after a failover', { waits_for_agents: { registered: 2, awaited: 8 } }, 'waits until 8 agents are back (2 are)'],
])('%s', (_, changes, text) => expect(lines(changes).join('\n')).toContain(text))

it('every reason of the leader has its words', () => {
  const inactive = ['draining', 'deactivated', 'disconnected', 'coming-back']
  const others = ['offered-to-it', 'offered-to-others', 'in-use', ...inactive]
  const reasons = [...verdicts.slice(1), 'its-turn', 'not-whitelisted', ...others]
  expect(reasons.filter(reason => reasonText(reason) === undefined)).toEqual([])
})
