import { afterAll, beforeAll, expect, it } from 'vitest'
import { startLeader, type TestLeader } from './leader.ts'
import { populated } from './populated.ts'

let leader: TestLeader
beforeAll(async () => {
  leader = await startLeader(populated())
})
afterAll(() => leader.close())

it.each([
  ['', 400, "Missing 'framework_id' query parameter"],
  ['?framework_id=', 404, 'No framework '],
  ['?framework_id=x', 404, 'No framework x'],
])('%s: %i', async (query, status, body) => {
  const answer = await leader.ask('GET', `/master/frameworks/explain${query}`)
  expect([answer.status, answer.body.toString()]).toEqual([status, body])
})

it('tells for each role how many agents each reason keeps from the framework', async () => {
  const { status, body } = await leader.ask('GET', '/frameworks/explain?framework_id=M-0000')
  expect(status).toBe(200)
  const { framework_id, roles } = JSON.parse(body.toString())
  expect(framework_id).toBe('M-0000')
  for (const { agents, reasons } of roles) {
    expect(reasons.reduce((sum: number, reason: { agents: number }) => sum + reason.agents, 0)).toBe(agents)
  }
  expect(roles.length).toBeGreaterThan(0)
})

it('Mesos’ page of what offer constraints exclude', async () => {
  const { status, body } = await leader.ask('GET', '/hierarchical-allocator(1)/offer_constraints_debug')
  expect(status).toBe(200)
  const { frameworks } = JSON.parse(body.toString())
  for (const framework of Object.values(frameworks)) {
    expect(framework).toEqual({
      suppressed_roles: expect.any(Array),
      excluded_by_attribute_constraints: expect.any(Object),
    })
  }
  expect(Object.keys(frameworks)).toContain('M-0000')
})
