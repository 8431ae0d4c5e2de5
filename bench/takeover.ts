import { setTimeout as pause } from 'node:timers/promises'
import { type Daemon, eventually, leads, newLab } from '../test/integration/master/daemons.ts'
import { startTcpProxy } from '../test/support/tcp-proxy.ts'
import { startZooKeeper } from '../test/support/zookeeper.ts'
import { report } from './measure.ts'

/** How long nobody leads: the leader is killed, or cut off from ZooKeeper; and whether it had stopped before the next one began. */
const SESSION_S = 10
const zookeeper = await startZooKeeper(1)
const lab = newLab()
let runs = 0

const measure = async (name: string, end: (first: Daemon, cut: () => void) => unknown): Promise<void> => {
  const proxy = await startTcpProxy(zookeeper.servers[0]!)
  const folder = `/run-${++runs}`
  const leader = (port: number) =>
    lab.leader([`--zk=zk://127.0.0.1:${port}${folder}`, `--zk_session_timeout=${SESSION_S}secs`])
  const first = await leader(proxy.port)
  await eventually('the first one leads', () => leads(first))
  const second = await leader(zookeeper.servers[0]!.port)
  await eventually('the second one stands by', () => second.log().includes('ZooKeeper session connected') || undefined)
  await pause(3000)
  const began = Date.now()
  await end(first, proxy.cut)
  await eventually('the second one leads', () => leads(second))
  const taken = (Date.now() - began) / 1000
  report({ name: `takeover, ${name}: the next one leads after`, value: taken, unit: 's', goal: SESSION_S + 2, n: 1 })
  const stopped = timeOf(first, 'exiting with')
  if (stopped !== undefined) {
    const between = (timeOf(second, 'elected;')! - stopped) / 1000
    report({
      name: `takeover, ${name}: from the end of one to the election of the next`,
      value: between,
      unit: 's',
      n: 1,
    })
  }
  await first.kill()
  await second.kill()
  await proxy.close()
}

/** When it said so; ms. */
const timeOf = (daemon: Daemon, text: string): number | undefined => {
  const line = daemon
    .log()
    .split('\n')
    .find(each => each.includes(text))
  return line === undefined ? undefined : Date.parse((JSON.parse(line) as { time: string }).time)
}

try {
  await measure('killed', first => first.kill())
  await measure('cut off', (_, cut) => cut())
} finally {
  await lab.end()
  await zookeeper.stop()
}
