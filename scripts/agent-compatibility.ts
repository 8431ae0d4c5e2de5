import { followerFlags } from '../src/daemons/follower/flags.ts'
import { helpLines } from '../src/daemons/follower/http/help.ts'
import { createCalls } from '../src/daemons/follower/http/operator/calls.ts'
import type { OperatorHttp } from '../src/daemons/follower/http/operator/context.ts'
import { CallType } from '../src/mesos/messages/agent-call.ts'
import { CallType as ExecutorCallType, EventType as ExecutorEventType } from '../src/mesos/messages/executor.ts'
import type { FlagSpec } from '../src/runtime/flag-spec.ts'
import * as notes from './compatibility-notes.ts'
import { ofEnum, ofFlag, type Row, section } from './compatibility-tables.ts'

/** The same of the follower, out of the tables that it runs by. */
export const agentCompatibility = (): string[] => [
  section('The agent: executor API', notes.executors, ['call', 'here'], ofEnum(ExecutorCallType, {})),
  section('', '', ['event', 'here'], ofEnum(ExecutorEventType, {})),
  section('The agent: operator API', '`POST /api/v1`, JSON and protobuf.', ['call', 'here'], operatorCalls()),
  section('The agent: endpoints', notes.agentEndpoints, ['path', 'what for'], endpoints()),
  section(
    'The agent: flags',
    notes.agentFlags,
    ['flag', 'here'],
    [['`--help`, `--version`', 'works'], ...(followerFlags as readonly FlagSpec[]).map(ofFlag)],
  ),
]

const operatorCalls = (): Row[] => {
  const calls = createCalls({} as OperatorHttp)
  return Object.keys(CallType.numbers)
    .filter(name => name !== 'UNKNOWN')
    .map(name => [name, name in calls ? (notes.agentCalls[name] ?? 'works') : 'refused by name with 501'])
}

const endpoints = (): Row[] => Object.entries(helpLines).map(([path, help]) => [`\`${path}\``, help])
