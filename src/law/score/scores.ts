/**
 * Scores: metrics by referee, by the names that a policy calls them.
 * @module
 */
import { determinant } from './determinant.ts'
import { correlation, quadratic } from './later.ts'
import { correlatedAgreement, dasguptaGhosh } from './manyTasks.ts'
import { agreement, closenessToOutcome } from './outcome.ts'
import type { Referee, ScoreRule } from './score.ts'
import { accuracy, balanced } from './truth.ts'
import { robustSerum, serum } from './truthSerum.ts'

export const SCORES: Readonly<Record<Referee, Readonly<Record<string, ScoreRule>>>> = {
  outcome: { agreement, closeness: closenessToOutcome },
  truth: { accuracy, balanced },
  'later truth': { quadratic, correlation },
  peers: {
    'dasgupta-ghosh': dasguptaGhosh,
    'correlated agreement': correlatedAgreement,
    determinant,
    'truth serum': serum,
    'robust truth serum': robustSerum,
  },
}
