import { z } from 'zod'
import { agentState, amounts, count, list, resources } from './parts.ts'

const agentId = z.string().describe('the agent’s id')

const node = z
  .string()
  .optional()
  .describe('its attribute node_id, by default the name that the inventory gives the host')

const machine = z
  .strictObject({ hostname: z.string().optional(), ip: z.string().optional() })
  .meta({ id: 'Machine', description: 'a machine as Mesos’ maintenance names it' })

const nanoseconds = z.strictObject({ nanoseconds: z.number() })
const unavailability = z
  .strictObject({
    start: nanoseconds.describe('since 1970'),
    duration: nanoseconds.optional().describe('absent: without end'),
  })
  .meta({ id: 'Unavailability', description: 'when a machine is out of service' })

const agent = z.strictObject({
  id: agentId,
  hostname: z.string(),
  node,
  address: z.string().describe('`host:port`; empty when it is not known'),
  state: agentState,
  version: z.string().optional(),
  total: amounts.optional(),
  used: amounts.optional(),
  tasks: count().optional(),
})

const drain = z.strictObject({
  agent_id: agentId,
  hostname: z.string().optional(),
  stands: z.enum(['connected', 'disconnected', 'recovered', 'unreachable']),
  state: z.enum(['DRAINING', 'DRAINED']),
  max_grace_period_seconds: z.number().optional(),
  mark_gone: z.boolean().describe('the agent is gone for good when it is empty'),
  started: z.number().optional().describe('seconds since 1970'),
  waits_for: z
    .strictObject({
      tasks: list(
        z.strictObject({
          task_id: z.string(),
          name: z.string(),
          framework_id: z.string(),
          framework_name: z.string().optional(),
          framework_connected: z.boolean(),
          state: z.string(),
          unacknowledged: z.boolean().describe('it ended, and its framework has not said that it knows'),
        }),
      ),
      operations: list(z.string()).describe('ids'),
    })
    .optional(),
})

const framework = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.enum(['active', 'inactive', 'disconnected', 'recovered']),
  tasks: count('that run'),
  used: z.strictObject({ cpus: z.number(), mem: z.number() }),
  offered: z.strictObject({ cpus: z.number(), mem: z.number() }),
})

const quota = { limits: resources, guarantees: resources }
const roleShare = z.strictObject({
  role: z.string(),
  weight: z.number(),
  frameworks: count('that are subscribed to it'),
  ...quota,
  consumed: resources,
})

const roleExplanation = z.strictObject({
  role: z.string(),
  subscribed: z.boolean().describe('false: the framework left it, and holds something there still'),
  suppressed: z.boolean().describe('the framework wants no offers'),
  weight: z.number(),
  share: z.number().describe('of its dominant resource, from 0 to 1'),
  holds: resources,
  offers: z.strictObject({
    outstanding: count(),
    made: count(),
    last: z.number().optional().describe('seconds since 1970'),
  }),
  quota: z.strictObject({ role: z.string(), ...quota, consumed: resources }).optional(),
  agents: count('that were looked at'),
  reasons: list(
    z.strictObject({
      reason: z.string(),
      agents: count('that are not offered for it'),
      until: z.number().optional().describe('seconds since 1970: when the first refusal ends'),
      examples: list(z.string()).describe('host names, a few'),
    }),
  ),
  passed_over: z.record(z.string(), z.number()).readonly().describe('reason → how often'),
})

const weights = list(z.strictObject({ role: z.string(), weight: z.number() }))
const changedAgent = (state: z.ZodType<string>) => z.strictObject({ agent: agentId, state })

/** Commands that ask a leader or tell it something. */
export const clusterResults = {
  status: z.strictObject({
    cluster: z.string(),
    leader: z.string().describe('`host:port` of the leading one'),
    leaders: list(
      z.strictObject({
        address: z.string(),
        role: z.enum(['leading', 'standby', 'unreachable']),
        reason: z.string().optional().describe('why it is not reached'),
      }),
    ),
    followers: list(
      z.strictObject({
        id: agentId,
        hostname: z.string(),
        node,
        address: z.string().describe('`host:port`'),
        active: z.boolean(),
        state: agentState,
        total: amounts,
        used: amounts,
        tasks: count(),
      }),
    ),
    frameworks: count('how many are registered'),
    tasks: list(z.strictObject({ id: z.string(), state: z.string(), hostname: z.string() })),
  }),
  'agents list': z.strictObject({ agents: list(agent), drains: list(drain) }),
  'agents deactivate': changedAgent(z.literal('deactivated')),
  'agents reactivate': changedAgent(z.literal('active')),
  'agents drain': changedAgent(z.enum(['draining', 'drained', 'gone', 'active'])),
  'agents gone': changedAgent(z.literal('gone')),
  'maintenance schedule': z.strictObject({
    machines: list(machine),
    unavailability: unavailability.optional().describe('absent: not scheduled any more'),
  }),
  'maintenance start': z.strictObject({ machines: list(machine), tasks: count('that were lost') }),
  'maintenance stop': z.strictObject({ machines: list(machine) }),
  'maintenance status': z.strictObject({
    machines: list(
      z.strictObject({
        machine,
        mode: z.enum(['draining', 'down']),
        unavailability,
        answers: list(z.strictObject({ frameworkId: z.string(), status: z.string() })).describe(
          'what frameworks said to inverse offers',
        ),
      }),
    ),
  }),
  'frameworks list': z.strictObject({ frameworks: list(framework) }),
  'frameworks explain': z.strictObject({
    framework_id: z.string(),
    name: z.string(),
    connected: z.boolean(),
    active: z.boolean(),
    waits_for_agents: z
      .strictObject({ registered: count(), awaited: count() })
      .optional()
      .describe('after a change of the leader, with quota'),
    roles: list(roleExplanation),
  }),
  'quota list': z.strictObject({ quota: list(roleShare) }),
  'quota set': z.strictObject({ role: z.string(), ...quota }),
  'quota remove': z.strictObject({ role: z.string() }),
  'weights list': z.strictObject({ weights }),
  'weights set': z.strictObject({ weights }),
}
