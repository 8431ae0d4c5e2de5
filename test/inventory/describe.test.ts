import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { describeHost, groupTree, sourceText } from '../../src/inventory/describe.ts'
import { inventorySchema } from '../../src/inventory/json-schema.ts'
import { graphLines } from '../../src/ui/terminal/inventory-view.ts'
import { createPalette } from '../../src/ui/terminal/palette.ts'
import { inventoryOf } from './inventory-of.ts'

const inventory = inventoryOf({
  'h.yml': `all:
  vars:
    mesos_cluster: blue
    mesos_follower_secret: hunter2
    mesos_credentials: [{ principal: ops, secret: hunter3 }]
    own: "{{ mesos_cluster }}-x"
    broken: "{{ nothing }}"
  children:
    outer: { children: { web: { hosts: { a: , b: { ansible_ssh_port: 2222 } } } } }
    none: {}
`,
})

describe('what an inventory says of a host', () => {
  const { groups, variables } = describeHost(inventory, 'b')
  const of = (name: string) => {
    const found = variables.find(variable => variable.name === name)
    return found && [found.value, sourceText(found), found.problem]
  }

  it.each<[string, unknown[] | undefined]>([
    ['mesos_cluster', ['blue', 'h.yml:3:5', undefined]],
    ['mesos_leader_port', [5050, 'default', undefined]],
    ['ansible_port', [2222, 'h.yml:9:52', undefined]],
    ['ansible_ssh_port', undefined],
    ['zookeeper_id', [undefined, 'unset', undefined]],
    ['own', ['blue-x', 'h.yml:6:5', undefined]],
    ['mesos_follower_secret', ['(secret)', 'h.yml:4:5', undefined]],
    ['mesos_credentials', [[{ principal: 'ops', secret: '(secret)' }], 'h.yml:5:5', undefined]],
  ])('%s', (name, expected) => {
    expect(of(name)).toEqual(expected)
  })

  it('tells its groups and what has no value', () => {
    expect(groups).toEqual(['all', 'outer', 'web'])
    expect(of('broken')).toEqual([undefined, 'h.yml:7:5', expect.stringContaining('nothing')])
    expect(JSON.stringify(variables)).not.toMatch(/hunter/)
  })
})

it('draws groups and hosts as a tree', () => {
  expect(graphLines(groupTree(inventory), createPalette(false))).toEqual([
    '@all:',
    '  |--@outer:',
    '  |  |--@web:',
    '  |  |  |--a',
    '  |  |  |--b',
    '  |--@none:',
  ])
})

describe('the JSON Schema', () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(inventorySchema())

  it.each(['laptop', 'cluster'])('takes the sample %s', name => {
    expect([validate(parse(readFileSync(`inventory/${name}.yml`, 'utf8'))), validate.errors]).toEqual([true, null])
  })

  it.each([
    ['a group of an unknown part', { all: { host: {} } }],
    ['a mode that there is not', { all: { vars: { mesos_mode: 'boss' } } }],
    ['a port that is none', { all: { hosts: { h: { mesos_leader_port: 70_000 } } } }],
    ['a credential without its secret', { all: { vars: { mesos_credentials: [{ principal: 'p' }] } } }],
  ])('refuses %s', (_, inventory) => {
    expect(validate(inventory)).toBe(false)
  })

  it('takes a template wherever a value may stand', () => {
    expect(validate({ all: { vars: { mesos_leader_port: '{{ port }}' } } })).toBe(true)
  })
})
