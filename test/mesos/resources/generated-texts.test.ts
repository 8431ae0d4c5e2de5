import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAttributes, parseAttributes } from '../../../src/mesos/attributes.ts'
import { formatResources } from '../../../src/mesos/resources/format.ts'
import { parseResources } from '../../../src/mesos/resources/parse.ts'
import { fuzzed, holds } from '../../support/fuzz.ts'

const scrap = fc.constantFrom(
  ...['cpus', 'mem', 'ports', '(', ')', ':', ';', '[', ']', '{', '}', '-', ',', '*', 'a/b', ' ', '\n', '1', '0', '.5'],
  ...['1e9', '-1', 'nan', 'inf', '18446744073709551615', '99999999999999999999', '\u00e9', '"', '{"name":', '[{', '}]'],
)
const text = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.array(scrap, { maxLength: 25 }).map(scraps => scraps.join('')),
  fc.jsonValue({ maxDepth: 3 }).map(value => JSON.stringify([value])),
)

describe(`texts of flags ${fuzzed}`, () => {
  it('resources are read, or the place is named where they are not', () => {
    holds(text, 3000, given => {
      const read = parseResources(given)
      if ('problem' in read) expect(read.offset).toBeGreaterThanOrEqual(0)
      else if (!/^\s*\[/.test(given)) expect(parseResources(formatResources(read.value))).toEqual(read)
    })
  })

  it('attributes too', () => {
    holds(text, 3000, given => {
      const read = parseAttributes(given)
      if ('problem' in read) expect(read.offset).toBeGreaterThanOrEqual(0)
      else expect(parseAttributes(formatAttributes(read.value))).toEqual(read)
    })
  })
})
