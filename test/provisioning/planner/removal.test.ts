import { expect, it } from 'vitest'
import { made } from '../../../src/provisioning/facts/host/made.ts'
import { layoutOf } from '../../../src/provisioning/layout.ts'
import { changeText } from '../../../src/provisioning/model/change-text.ts'
import { removalSteps } from '../../../src/provisioning/planner/removal.ts'
import { ordinary, root } from '../../support/role-context.ts'

const steps = (list: string, surroundings = root, folders: readonly string[] = []) =>
  removalSteps(
    made.read({ stdout: list, stderr: '', exitCode: 0 }, { state: '' }),
    surroundings.unitManager,
    layoutOf(surroundings),
    new Set(folders),
  ).flatMap(({ changes }) => changes)

it('nothing made, nothing removed', () => {
  expect(steps('')).toEqual([])
})

it('units, what lies deepest, packages in one go, accounts, the list itself', () => {
  const list = `tree /var/lib/mantl
group mesos
user mesos
tree /etc/mantl
path /opt/mantl
tree /opt/mantl/store
tree /opt/mantl/releases
path /opt/mantl/current
package libjna-java
package zookeeper
block /etc/hosts
path /etc/mantl/leader.env
path /etc/systemd/system/mantl-leader.service
unit mantl-zookeeper
unit mantl-leader
`
  expect(steps(list).map(changeText)).toEqual([
    'stop mantl-leader',
    'stop mantl-zookeeper',
    'remove /etc/systemd/system/mantl-leader.service',
    'remove /etc/mantl/leader.env',
    'remove /opt/mantl/current',
    'remove /opt/mantl/releases',
    'remove /opt/mantl/store',
    'remove /etc/mantl',
    'remove /opt/mantl',
    'take our lines out of /etc/hosts',
    'uninstall zookeeper libjna-java',
    'remove user mesos',
    'remove group mesos',
    'remove /var/lib/mantl',
  ])
})

it('folders above the state go after it, and only when they are empty', () => {
  const list = `path /home/ann/.local
path /home/ann/.local/state
tree /home/ann/.local/state/mantl
path /home/ann/.local/share
tree /home/ann/.local/share/mantl/store
`
  const removed = steps(list, ordinary).map(change =>
    change.kind === 'remove-path' ? [change.path, change.recursive] : [],
  )
  expect(removed).toEqual([
    ['/home/ann/.local/share/mantl/store', true],
    ['/home/ann/.local/share', false],
    ['/home/ann/.local/state/mantl', true],
    ['/home/ann/.local/state', false],
    ['/home/ann/.local', false],
  ])
})

it('tasks end once their follower is stopped, before their folders go', () => {
  const list = 'tree /var/run/mesos\nunit mantl-leader\nunit mantl-follower\n'
  expect(steps(list).map(changeText).slice(0, 4)).toEqual([
    'stop mantl-follower',
    'stop mantl-leader',
    'end the tasks that run',
    'remove /var/run/mesos',
  ])
})

it('of a folder that others may use it says that it may stay', () => {
  const list = 'tree /var/lib/mantl\npath /srv\npath /srv/a\ntree /srv/ours\n'
  expect(steps(list, root, ['/srv', '/srv/ours']).map(changeText)).toEqual([
    'remove /srv/a',
    'remove /srv/ours',
    'remove /srv if it is empty then',
    'remove /var/lib/mantl',
  ])
})
