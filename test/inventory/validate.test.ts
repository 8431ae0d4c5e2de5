import { expect, test } from 'vitest'
import { problemText } from '../../src/inventory/problem.ts'
import { validate } from '../../src/inventory/validate.ts'
import { inventoryOf, noGrammar, problemsOf } from './inventory-of.ts'

const one = (variables: string) => ({ hosts: `[a]\nh mesos_mode=leader ${variables}\n` })

test.each([
  ['mesos_leader_port=70000', '2:39: error: mesos_leader_port must be a whole number from 1 to 65535, not 70000'],
  ['mesos_follower_port=x', 'mesos_follower_port must be a whole number'],
  ['mesos_log_dir=var/log', 'mesos_log_dir must be an absolute path without spaces, not "var/log"'],
  ['mesos_leder_port=1', '2:21: error: unknown variable mesos_leder_port (did you mean mesos_leader_port?)'],
  ['mesos_q=1', 'unknown variable mesos_q (docs/inventory.md lists all)'],
  ['zookeper_id=1', ''],
  ['zookeeper_idd=1', 'unknown variable zookeeper_idd (did you mean zookeeper_id?)'],
  ['mantl_adress=x', 'unknown variable mantl_adress (did you mean mantl_address?)'],
  ['anything=1', ''],
  ['ansible_prot=1', 'warning: unknown variable ansible_prot (did you mean ansible_port?)'],
  ['ansible_python_interpreter=/usr/bin/python3', ''],
  ['ansible_connection=docker', 'ansible_connection must be ssh or local, not "docker"'],
  ['ansible_connection=smart', ''],
  ['ansible_ssh_pass=hunter2', 'ansible_password must not stand in plain text (log in with a key, or encrypt it'],
  ['ansible_ssh_common_args="-o x"', 'ansible_ssh_common_args is not supported (write the option into ~/.ssh/config'],
  ['mesos_zk_hosts=zk://a:1/mesos', 'mesos_zk_hosts must be host:port,host:port… without zk:// or a path'],
  ['mesos_zk_hosts=a:1,b:2', ''],
  ['mesos_zk_chroot=/a/b/', ''],
  ['mesos_follower_secret=123', 'mesos_follower_secret must be text: put it in quotes'],
  ["mesos_credentials=\"[{'principal': 'a'}]\"", 'mesos_credentials[0].secret must be one line of text'],
  ['mesos_credentials=x', 'mesos_credentials must be a list of { principal, secret }'],
  ['mesos_authenticate_frameworks=yes', 'warning: mesos_authenticate_frameworks is on'],
  ['mesos_authenticate_frameworks=perhaps', 'must be true or false, not "perhaps"'],
  ['mesos_logging_level=DEBUG', 'must be INFO, WARNING or ERROR, not "DEBUG"'],
  ['mesos_attributes="{}"', 'mesos_attributes must be a list of texts'],
  ['zookeeper_server_group=b', 'zookeeper_server_group: no group b (did you mean a?)'],
  ['zookeeper_server_group=a zookeeper_id=900', 'zookeeper_id must be a whole number from 1 to 255'],
])('%s: %s', (variables, problem) => {
  const problems = problemsOf(one(variables))
  if (problem === '') expect(problems).toEqual([])
  else expect(problems).toEqual([expect.stringContaining(problem)])
})

test.each([
  ['[a]\nx\n', 'hosts:1:1: error: no host is a leader'],
  ['[a]\nx mesos_mode=boss\n', 'hosts:2:14: error: mesos_mode must be leader, follower, mixed or none, not "boss"'],
  ['[a]\n', 'the inventory has no hosts'],
  ['[zookeeper_servers]\nx[1:2] mesos_mode=leader\n', 'hosts:2:1: warning: 2 leaders: an even number'],
  ['[a]\nx[1:3] mesos_mode=leader\n', '3 leaders need ZooKeeper to elect one, and x2 has none'],
  ['[a]\nx mesos_mode=mixed mesos_follower_secret=s\ny\n', 'hosts:3:1: error: follower y lacks mesos_follower_secret'],
  ['[a]\nx mesos_mode=leader mesos_authenticate_followers=true\ny\n', 'follower y lacks mesos_follower_secret'],
  ['[a]\nx mesos_mode=mixed mesos_leader_port=5051\n', 'mesos_leader_port and mesos_follower_port of x are both 5051'],
  ['[a]\nx mesos_mode=leader ansible_host=h\ny ansible_host=h\n', 'warning: y and x are the same machine: h'],
  ['[zookeeper_servers]\nx mesos_mode=leader\ny zookeeper_id=1\n', 'hosts:3:16: error: zookeeper_id 1 of y is x’s too'],
])('%j: %s', (hosts, problem) => {
  expect(problemsOf({ hosts }).join('\n')).toContain(problem)
})

test('Mesos grammars are asked part by part, and their problem stands at the offset in the part', () => {
  const text =
    'all:\n  hosts:\n    h:\n      mesos_mode: leader\n      mesos_resources:\n        - cpus:1\n        - mem:[\n      mesos_attributes: a:{x}\n'
  const grammars = {
    parseResources: (part: string) => (part === 'mem:[' ? { problem: 'lacks ]', offset: 4 } : { value: [] }),
    parseAttributes: () => {
      throw new Error('no sets')
    },
  }
  expect(validate(inventoryOf({ 'i.yml': text }), grammars).map(problemText)).toEqual([
    'i.yml:7:15: error: mesos_resources "mem:[" does not parse: lacks ]',
    'i.yml:8:25: error: mesos_attributes "a:{x}" does not parse: no sets',
  ])
})

test('all problems of all files come at once, in order', () => {
  const problems = problemsOf({
    'i.yml': 'all:\n  hosts:\n    x: {mesos_mode: boss}\n    x:\n    y: {mesos_mode: boss}\n',
    'group_vars/all.yml': 'mesos_clutser: a\nmesos_leader_port: 0\n',
    'group_vars/al.yml': 'a: 1\n',
    'host_vars/x.yml': 'a: [\n',
  })
  expect(problems.map(text => text.replace(/(error|warning): .*/, '$1'))).toEqual([
    'group_vars/al.yml:1:1: warning',
    'group_vars/all.yml:1:1: error',
    'group_vars/all.yml:2:20: error',
    'host_vars/x.yml:2:1: error',
    'i.yml:3:21: error',
    'i.yml:4:5: error',
    'i.yml:5:21: error',
  ])
})

test("a problem of a group's value is told once for all its hosts", () => {
  const problems = validate(
    inventoryOf({ hosts: '[a]\nh[1:50] mesos_mode=leader\n[a:vars]\nmesos_leader_port=0\n' }),
    noGrammar,
  )
  expect(problems.filter(({ message }) => message.startsWith('mesos_leader_port'))).toHaveLength(1)
})
