import type { Call } from '../../../mesos/messages/scheduler.ts'
import { validateId } from '../../../mesos/roles.ts'
import { firstProblem, type Rule } from './rule.ts'

/** The scheduler API's checks that need no state: facts/api-v1.md 3.1 row 9. A problem is answered with 400. */
export const validateCall = (call: Call): string | undefined => firstProblem(rules, call)

/** Who authenticated may subscribe in no other name. Old-style frameworks hear the same when they subscribe. */
export const validateSpeaker = ({ type, subscribe }: Call, authenticated: string | undefined): string | undefined => {
  const claimed = subscribe?.framework_info.principal
  if (type !== 'SUBSCRIBE' || claimed === undefined || authenticated === undefined) return undefined
  return claimed === authenticated
    ? undefined
    : `the authenticated principal '${authenticated}' is not the framework's '${claimed}'`
}

const rules: readonly Rule<Call>[] = [
  ({ type }) => (type === undefined ? "'type' is missing" : undefined),
  call => (call.type === 'SUBSCRIBE' ? subscribeProblem(call) : otherProblem(call)),
  call => bodyProblem(call),
  ({ type, update_framework, framework_id }) =>
    type === 'UPDATE_FRAMEWORK' && update_framework!.framework_info.id?.value !== framework_id!.value
      ? "'framework_id' and 'framework_info.id' differ"
      : undefined,
  ({ type, acknowledge }) =>
    type === 'ACKNOWLEDGE' && !isUuid(acknowledge!.uuid) ? "'acknowledge.uuid' is not 16 bytes" : undefined,
  call => (call.type === 'ACKNOWLEDGE_OPERATION_STATUS' ? operationAcknowledgementProblem(call) : undefined),
  ({ type, framework_id }) => (type !== 'SUBSCRIBE' && framework_id ? validateId(framework_id.value) : undefined),
]

const subscribeProblem = ({ subscribe, framework_id }: Call): string | undefined => {
  if (!subscribe) return "'subscribe' is missing"
  const inner = subscribe.framework_info.id?.value
  return (inner ?? '') === (framework_id?.value ?? '') ? undefined : "'framework_id' and 'framework_info.id' differ"
}

const otherProblem = ({ framework_id }: Call): string | undefined =>
  framework_id ? undefined : "'framework_id' is missing"

/** Types that need no body of their own. */
const bodyless = new Set(['UNKNOWN', 'TEARDOWN', 'REVIVE', 'SUPPRESS'])

const bodyProblem = (call: Call): string | undefined => {
  const key = call.type!.toLowerCase() as keyof Call
  return bodyless.has(call.type!) || call[key] !== undefined ? undefined : `'${key}' is missing`
}

const operationAcknowledgementProblem = ({ acknowledge_operation_status: body }: Call): string | undefined => {
  if (!isUuid(body!.uuid)) return "'acknowledge_operation_status.uuid' is not 16 bytes"
  return body!.agent_id ? undefined : "'acknowledge_operation_status.agent_id' is missing"
}

/** Base64 of 16 raw bytes. */
const isUuid = (text: string): boolean => Buffer.from(text, 'base64').length === 16
