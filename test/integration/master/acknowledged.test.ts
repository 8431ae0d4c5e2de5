import { afterAll, expect, it } from 'vitest'
import { type Daemon, eventually, leads, newLab } from './daemons.ts'

const lab = newLab()
afterAll(() => lab.end())

type Json = any

const call = async ({ address }: Daemon, body: object): Promise<Json> => {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }
  const answer = await fetch(`http://${address}/api/v1`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
  const text = await answer.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** Each sets something under a name of its own, and says whether it is there. */
const wishes = (n: number, agent: string) => [
  {
    set: { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [{ role: `w${n}`, weight: n }] } },
    isThere: async (leader: Daemon) =>
      (await call(leader, { type: 'GET_WEIGHTS' })).get_weights.weight_infos.some(({ role }: Json) => role === `w${n}`),
  },
  {
    set: {
      type: 'UPDATE_QUOTA',
      update_quota: { force: true, quota_configs: [{ role: `q${n}`, limits: { cpus: { value: n } } }] },
    },
    isThere: async (leader: Daemon) =>
      (await call(leader, { type: 'GET_QUOTA' })).get_quota.status.configs.some(({ role }: Json) => role === `q${n}`),
  },
  {
    set: {
      type: 'UPDATE_MAINTENANCE_SCHEDULE',
      update_maintenance_schedule: {
        schedule: {
          windows: [
            {
              machine_ids: [{ hostname: `m${n}` }],
              unavailability: { start: { nanoseconds: 2_000_000_000_000_000_000 } },
            },
          ],
        },
      },
    },
    isThere: async (leader: Daemon) =>
      JSON.stringify(await call(leader, { type: 'GET_MAINTENANCE_SCHEDULE' })).includes(`"m${n}"`),
  },
  {
    set: { type: 'DEACTIVATE_AGENT', deactivate_agent: { agent_id: { value: agent } } },
    isThere: async (leader: Daemon) => (await agentOf(leader)).deactivated === true,
  },
]

const agentOf = (leader: Daemon): Promise<{ id: string; deactivated?: boolean }> =>
  eventually('the agent is registered', async () => {
    const answer = await fetch(`http://${leader.address}/slaves`).catch(() => undefined)
    return answer?.status === 200 ? ((await answer.json()) as Json).slaves[0] : undefined
  })

it('what an operator was told is done is there after kill -9, whatever was under way', async () => {
  const leader = await lab.leader()
  await eventually('it leads', () => leads(leader))
  await lab.agent(leader.address)
  const { id } = await agentOf(leader)
  for (let round = 1; round <= 4; round++) {
    const all = wishes(round, id)
    const done = new Set<(typeof all)[number]>()
    let killed = false
    const asked = Promise.race(
      all.map(async wish => {
        await call(leader, wish.set)
        if (!killed) done.add(wish)
      }),
    )
    await asked
    killed = true
    await leader.kill()
    expect(done.size).toBeGreaterThan(0)
    leader.start()
    await eventually('it leads again', () => leads(leader))
    for (const wish of done) expect(await wish.isThere(leader), JSON.stringify(wish.set)).toBe(true)
    if ((await agentOf(leader)).deactivated) {
      await call(leader, { type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id: { value: id } } })
    }
  }
})
