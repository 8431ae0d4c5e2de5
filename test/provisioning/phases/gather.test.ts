import { afterEach, beforeEach, expect, it } from 'vitest'
import { ask, type FactKind } from '../../../src/provisioning/model/fact.ts'
import { gather } from '../../../src/provisioning/phases/gather.ts'
import { type LocalHost, localHost } from '../../support/local-host.ts'

let host: LocalHost
beforeEach(async () => {
  host = await localHost()
})
afterEach(() => host.close())

/** What the script says, and nothing where it says nothing, as facts do that take no answer for "no". */
const saying = (name: string, script: string): FactKind<Record<string, never>, string> => ({
  name,
  subject: () => `what ${name} says`,
  command: () => ({ script }),
  read: ({ stdout }) => stdout.trim(),
})
const quick = saying('quick', 'echo here')
const hanging = saying('hanging', 'echo half; sleep 600')

it.each([
  ['alone', [ask(hanging, {})]],
  ['among others', [ask(quick, {}), ask(hanging, {})]],
])('a question whose answer hangs, %s, is named, and none is made up', async (_, requests) => {
  const { connection } = host.context
  await expect(gather(connection, requests, 200)).rejects.toMatchObject({
    code: 'fact.no_answer',
    message: 'here did not say in 0.2 s: what hanging says',
  })
  expect((await gather(connection, [ask(quick, {})])).get(quick, {})).toBe('here')
})
