import { expect, test } from 'vitest'
import { type CredentialEdit, editCredentials } from '../../src/inventory/edit-credentials.ts'

const two =
  'x: 1 # kept\nmesos_credentials:\n  - { principal: a, secret: one } # its first\n  - { principal: b, secret: other }\n'
const secret = { text: 'new' }

test.each<[string, string, CredentialEdit, string]>([
  [
    'an empty file',
    '',
    { kind: 'set', principal: 'a', secret },
    'mesos_credentials:\n  - principal: "a"\n    secret: "new"\n',
  ],
  [
    'an empty list',
    'mesos_credentials: []\n',
    { kind: 'add', principal: 'a', secret },
    'mesos_credentials: [ { principal: "a", secret: "new" } ]\n',
  ],
  [
    'add: the old one stays, the new one comes last',
    two,
    { kind: 'add', principal: 'a', secret },
    `${two}  - principal: "a"\n    secret: "new"\n`,
  ],
  [
    'set: the old one goes',
    two,
    { kind: 'set', principal: 'b', secret },
    'x: 1 # kept\nmesos_credentials:\n  - { principal: a, secret: one } # its first\n  - principal: "b"\n    secret: "new"\n',
  ],
  [
    'remove-old: the newest stays',
    `${two}  - { principal: a, secret: two }\n`,
    { kind: 'remove-old', principal: 'a' },
    'x: 1 # kept\nmesos_credentials:\n  - { principal: b, secret: other }\n  - { principal: a, secret: two }\n',
  ],
  [
    'remove',
    two,
    { kind: 'remove', principal: 'b' },
    'x: 1 # kept\nmesos_credentials:\n  - { principal: a, secret: one } # its first\n',
  ],
])('%s', (_, before, edit, after) => {
  expect(editCredentials(before, [], edit)).toBe(after)
})

test('ciphertext stands on lines of its own, whatever stood in braces', () => {
  const edit = { kind: 'add', principal: 'a', secret: { ciphertext: '$ANSIBLE_VAULT;1.1;AES256\n3132\n' } } as const
  const edited = editCredentials('{ mesos_credentials: [ { principal: b, secret: c } ] }\n', [], edit)
  expect(edited).toContain('    secret: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      3132\n')
})

test('a list that is a template cannot be edited', () => {
  expect(() => editCredentials('mesos_credentials: "{{ them }}"\n', [], { kind: 'remove', principal: 'a' })).toThrow(
    expect.objectContaining({ code: 'inventory.not-editable' }),
  )
})
