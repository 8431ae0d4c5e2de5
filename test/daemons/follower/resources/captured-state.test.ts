import { expect, it } from 'vitest'
import { stateRoute } from '../../../../src/daemons/follower/http/state.ts'
import { permissive } from '../../../../src/http/authorization.ts'
import { capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import { agentId, master, masterInfo, newState, play } from '../new-state.ts'

const scalar = (name: string, value: number, role?: string, more: object = {}) => ({
  name,
  type: 'SCALAR' as const,
  scalar: { value },
  ...(role && { reservations: [{ type: 'DYNAMIC' as const, role, principal: 'p' }] }),
  ...more,
})

it.skipIf(!capturesPresent)('what is reserved here is shown as a real agent shows it', async () => {
  const captured = capturedExchanges().find(({ name }) => name === '05-operator/042_agent_state')!
  const said = JSON.parse(captured.response.body!.text!)
  const state = newState()
  state.info = {
    ...state.info,
    resources: [
      scalar('cpus', 2),
      scalar('mem', 23_081),
      scalar('disk', 252_899),
      { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31_000, end: 32_000 }] } },
    ],
  }
  const script = play(state)
  script.event({ kind: 'recovered' })
  script.event({ kind: 'master-detected', master: masterInfo })
  script.event({ kind: 'registered', from: master, message: { agent_id: { value: agentId } } })
  const volume = {
    disk: { persistence: { id: 'vol1', principal: 'p' }, volume: { container_path: 'data', mode: 'RW' as const } },
  }
  const operations = [
    { type: 'RESERVE' as const, reserve: { resources: [scalar('disk', 128, 'r1')] } },
    { type: 'CREATE' as const, create: { volumes: [scalar('disk', 64, 'r1', volume)] } },
    { type: 'RESERVE' as const, reserve: { resources: [scalar('mem', 64, 'r2')] } },
  ]
  for (const [n, operation_info] of operations.entries()) {
    const operation_uuid = { value: Buffer.alloc(16, n).toString('base64') }
    const resource_version_uuid = { uuid: operation_uuid }
    script.event({
      kind: 'apply-operation',
      from: master,
      message: { operation_info, operation_uuid, resource_version_uuid },
    })
    script.event({ kind: 'operation-kept', uuid: operation_uuid.value })
  }
  const route = stateRoute({ state, build: {} as never, shownFlags: {}, realm: 'r', authorize: permissive })
  const answer = (await route.handle({} as never, {} as never)) as { json: string }
  const ours = JSON.parse(answer.json)
  const names = [
    'resources',
    'reserved_resources',
    'unreserved_resources',
    'reserved_resources_full',
    'unreserved_resources_full',
    'reserved_resources_allocated',
    'unreserved_resources_allocated',
  ]
  const byName = (all: any[]) => all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  ours.unreserved_resources_full = byName(ours.unreserved_resources_full)
  said.unreserved_resources_full = byName(said.unreserved_resources_full)
  for (const name of names) expect(ours[name], name).toEqual(said[name])
})
if (!capturesPresent) it.skip('what a real agent shows: ../shared/captures is not there', () => {})
