import { describe, expect, it } from 'vitest'
import { changed, readAmounts } from '../../src/sharing/amounts.ts'
import { doubt, oneOf } from '../../src/sharing/role-names.ts'
import { readWeights } from '../../src/sharing/weights.ts'
import { amountsText, quotaLines } from '../../src/ui/terminal/quota-view.ts'

describe('amounts', () => {
  it.each<[string, string, number | 'none']>([
    ['cpus=2', 'cpus', 2],
    ['cpus=0.25', 'cpus', 0.25],
    ['mem=512', 'mem', 512],
    ['mem=4GB', 'mem', 4096],
    ['disk=0.5tb', 'disk', 512 * 1024],
    ['mem=64MB', 'mem', 64],
    ['gpus=0', 'gpus', 0],
    ['mem=none', 'mem', 'none'],
  ])('%s', (text, name, value) => expect([...readAmounts([text])]).toEqual([[name, value]]))

  it.each([
    ['', 'no amount'],
    ['cpus', 'no amount'],
    ['cpus=', 'no amount'],
    ['=1', 'no amount'],
    ['cpus=-1', 'no amount'],
    ['cpus=1e3', 'no amount'],
    ['cpus=1GB', 'unit'],
    ['mem=1PB', 'unit'],
  ])('refuses %j', (text, words) => expect(() => readAmounts([text])).toThrow(words))

  it('refuses the same name twice', () => expect(() => readAmounts(['cpus=1', 'cpus=2'])).toThrow('twice'))

  it('what is not named stays, none goes', () =>
    expect(changed({ cpus: 1, mem: 2, disk: 3 }, readAmounts(['cpus=4', 'disk=none', 'gpus=none']))).toEqual({
      cpus: 4,
      mem: 2,
    }))
})

describe('weights', () => {
  it('are read', () =>
    expect(readWeights(['dev=2', 'dev/web=0.5'])).toEqual([
      { role: 'dev', weight: 2 },
      { role: 'dev/web', weight: 0.5 },
    ]))
  it.each(['dev', 'dev=0', 'dev=-1', '=1', 'dev=a'])('%s is none', text =>
    expect(() => readWeights([text])).toThrow(text),
  )
})

describe('roles', () => {
  it.each([
    ['dev', ['dev'], undefined],
    ['dve', ['dev'], 'no framework is in role dve yet; did you mean dev?'],
    ['other', ['dev'], 'no framework is in role other yet'],
  ])('%s of %j may be doubted', (wanted, roles, words) => expect(doubt(roles, wanted)).toBe(words))

  it('one that has something is needed where it shall be taken away', () => {
    expect(oneOf(['dev'], 'dev', 'quota')).toBe('dev')
    expect(() => oneOf(['dev'], 'dve', 'quota')).toThrow(expect.objectContaining({ hint: 'did you mean dev?' }))
    expect(() => oneOf([], 'dev', 'quota')).toThrow(expect.objectContaining({ hint: 'no role has any' }))
  })
})

it('quota is shown by resource', () => {
  const share = { role: 'dev', weight: 1, frameworks: 0, consumed: { cpus: 1 } }
  expect(quotaLines([{ ...share, guarantees: { mem: 64 }, limits: { cpus: 2 } }])).toEqual([
    'ROLE  RESOURCE  GUARANTEE  LIMIT  HELD',
    'dev   cpus              -      2     1',
    'dev   mem              64      -     0',
  ])
  expect([amountsText({}), amountsText({ cpus: 1, mem: 2 })]).toEqual(['none', 'cpus=1 mem=2'])
})
