import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { resolveHost } from '../../src/inventory/resolve.ts'
import { Secret } from '../../src/inventory/secret.ts'
import { inventoryOf } from './inventory-of.ts'

test.each<[string, (value: unknown) => string]>([
  ['JSON', value => JSON.stringify({ value })],
  ['text', value => `${value}`],
  ['inspect', value => inspect({ value }, { showHidden: true, depth: 9 })],
  ['keys', value => Object.getOwnPropertyNames(value).join() + JSON.stringify(Object.entries(value as object))],
])('%s does not show it', (_name, print) => {
  expect(print(new Secret('hunter2'))).not.toContain('hunter2')
  expect(new Secret('hunter2').reveal()).toBe('hunter2')
})

test('secret variables are secrets wherever they come from, and what a template makes of one too', () => {
  const text =
    '[a]\nh mesos_mode=mixed mesos_follower_secret="x{{ pw }}y" pw=hunter2\n[a:vars]\nmesos_credentials=[{"principal": "m", "secret": "hunter2"}]\n'
  const variables = resolveHost(inventoryOf({ hosts: text }), 'h')
  expect(variables.mesos_follower_secret?.reveal()).toBe('xhunter2y')
  expect(variables.mesos_credentials[0]?.secret.reveal()).toBe('hunter2')
  expect(JSON.stringify(variables) + inspect(variables, { depth: 9 })).not.toContain('hunter2')
})
