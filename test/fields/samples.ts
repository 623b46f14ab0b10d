import { BODY_SAMPLES } from './samples/body-samples.ts'
import { DAY_SAMPLES } from './samples/day-samples.ts'
import { DECIMAL_SAMPLES } from './samples/decimal-samples.ts'
import { PICKLIST_SAMPLES } from './samples/picklist-samples.ts'
import { REFERENCE_SAMPLES } from './samples/reference-samples.ts'
import { TEXT_SAMPLES } from './samples/text-samples.ts'
import type { TypeSamples } from './samples/type-samples.ts'

/** One entry for each field type, by name. A type without one fails the suites. */
export const SAMPLES: Readonly<Record<string, TypeSamples>> = {
  ...TEXT_SAMPLES,
  ...DECIMAL_SAMPLES,
  ...PICKLIST_SAMPLES,
  ...DAY_SAMPLES,
  ...REFERENCE_SAMPLES,
  ...BODY_SAMPLES,
}
