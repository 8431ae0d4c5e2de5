import { masterFlags } from '../src/daemons/master/flags.ts'
import type { MasterHttp } from '../src/daemons/master/http/context.ts'
import { helpLines } from '../src/daemons/master/http/help.ts'
import { createKept } from '../src/daemons/master/http/kept.ts'
import { createLargeAnswers } from '../src/daemons/master/http/large-answers.ts'
import { allocatorCounters, counterNames } from '../src/daemons/master/http/metrics/counters.ts'
import { frameworkCounters } from '../src/daemons/master/http/metrics/frameworks.ts'
import { createCalls } from '../src/daemons/master/http/operator/calls.ts'
import { createSubscribers } from '../src/daemons/master/http/operator/subscribers.ts'
import { createRoutes } from '../src/daemons/master/http/routes.ts'
import { createSlices } from '../src/daemons/master/http/slices.ts'
import { masterInfo } from '../src/daemons/master/master-info.ts'
import { newState } from '../src/daemons/master/new-state.ts'
import { createReplies } from '../src/daemons/master/perform/replies.ts'
import { createStreams } from '../src/daemons/master/perform/streams.ts'
import { settingsOf } from '../src/daemons/master/settings.ts'
import type { Route } from '../src/http/types.ts'
import { CallType } from '../src/mesos/messages/master-call.ts'
import { EventType } from '../src/mesos/messages/master-event.ts'
import { CallType as SchedulerCallType, EventType as SchedulerEventType } from '../src/mesos/messages/scheduler.ts'
import { systemClock as clock } from '../src/runtime/clock.ts'
import type { FlagSpec } from '../src/runtime/flag-spec.ts'
import { parseFlags } from '../src/runtime/flags.ts'
import { createLogger } from '../src/runtime/logger.ts'
import { createMetrics } from '../src/runtime/metrics.ts'
import { agentCompatibility } from './agent-compatibility.ts'
import * as notes from './compatibility-notes.ts'
import { ofEnum, ofFlag, type Row, section } from './compatibility-tables.ts'

/** docs/compatibility.md: what a tool for Mesos finds here, out of the tables that the leader itself runs by. */
export const compatibility = (): string => {
  const { routes, calls } = leader()
  return [
    notes.introduction,
    section(
      'Scheduler API',
      '`POST /api/v1/scheduler`, JSON and protobuf.',
      ['call', 'here'],
      ofEnum(SchedulerCallType, notes.schedulerCalls),
    ),
    section('', '', ['event', 'here'], ofEnum(SchedulerEventType, notes.schedulerEvents)),
    section('Old-style frameworks', notes.oldStyle, [], []),
    section('Operator API', '`POST /api/v1`, JSON and protobuf.', ['call', 'here'], operatorCalls(calls)),
    section('', '', ['event of SUBSCRIBE', 'here'], ofEnum(EventType, notes.operatorEvents)),
    section(
      'Endpoints',
      notes.endpoints,
      ['path', 'methods', 'what for'],
      [...routes.map(ofRoute), ...notes.missingEndpoints],
    ),
    section(
      'Flags',
      notes.flags,
      ['flag', 'here'],
      [['`--help`, `--version`', 'works'], ...(masterFlags as readonly FlagSpec[]).map(ofFlag)],
    ),
    section('Metrics', notes.metrics, ['metric', 'kind'], metrics()),
    ...agentCompatibility(),
    notes.end,
  ].join('\n')
}

const operatorCalls = (calls: object): Row[] =>
  Object.keys(CallType.numbers)
    .filter(name => name !== 'UNKNOWN')
    .map(name => [name, name in calls ? (notes.operatorCalls[name] ?? 'works') : 'refused by name with 501'])

const ofRoute = ({ path, methods }: Route): Row => [`\`${path}\``, methods?.join(', ') ?? 'any', helpLines[path] ?? '']

const metrics = (): Row[] => [
  ...[...counterNames, ...allocatorCounters].map(name => [`\`${name}\``, 'counter']),
  ...frameworkCounters.map(name => [`\`master/frameworks/<name>/<id>/${name}\``, 'counter']),
  ...notes.otherMetrics,
]

/** A leader that does nothing: its tables are all that is wanted. */
const leader = () => {
  const parsed = parseFlags(masterFlags, {
    argv: ['--registry=in_memory'],
    env: {},
    readFile: () => '',
    program: 'docs',
  })
  if (parsed.kind !== 'values') throw new Error('the flags have no defaults')
  const info = masterInfo({ id: 'M', ip: '127.0.0.1', port: 5050, hostname: 'leader', version: '1.11.0' })
  const state = newState(info, settingsOf(parsed.values), [1, 2, 3, 4], 0)
  const log = createLogger('docs', 'ERROR')
  const subscribers = createSubscribers({ clock, most: 1 })
  const shells = {
    state,
    post: () => {},
    streams: createStreams(),
    replies: createReplies(),
    metrics: createMetrics(clock),
  }
  const routes = createRoutes({ ...shells, clock, log, subscribers, count: () => {}, shown: {} })
  const own = { slices: createSlices(), large: createLargeAnswers(), kept: createKept(state, clock) }
  const calls = createCalls({ ...shells, ...own, clock, log, subscribers } as unknown as MasterHttp)
  return { routes, calls }
}
