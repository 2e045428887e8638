import { afterAll } from 'vitest'
import { Platform } from './platform.ts'

// A test that runs out of time does not reach the end of its scopes.
afterAll(() => Platform.endAll())
