import { type Infer, message, optional, repeated, required } from './codec/schema.ts'

export const AuthenticationCompletedMessage = message('AuthenticationCompletedMessage', {})
export type AuthenticationCompletedMessage = Infer<typeof AuthenticationCompletedMessage>

export const AuthenticationFailedMessage = message('AuthenticationFailedMessage', {})
export type AuthenticationFailedMessage = Infer<typeof AuthenticationFailedMessage>

export const AuthenticateMessage = message('AuthenticateMessage', {
  pid: required(1, 'string'),
})
export type AuthenticateMessage = Infer<typeof AuthenticateMessage>

export const AuthenticationMechanismsMessage = message('AuthenticationMechanismsMessage', {
  mechanisms: repeated(1, 'string'),
})
export type AuthenticationMechanismsMessage = Infer<typeof AuthenticationMechanismsMessage>

export const AuthenticationStartMessage = message('AuthenticationStartMessage', {
  mechanism: required(1, 'string'),
  data: optional(2, 'bytes'),
})
export type AuthenticationStartMessage = Infer<typeof AuthenticationStartMessage>

export const AuthenticationStepMessage = message('AuthenticationStepMessage', {
  data: required(1, 'bytes'),
})
export type AuthenticationStepMessage = Infer<typeof AuthenticationStepMessage>

export const AuthenticationErrorMessage = message('AuthenticationErrorMessage', {
  error: optional(1, 'string'),
})
export type AuthenticationErrorMessage = Infer<typeof AuthenticationErrorMessage>
