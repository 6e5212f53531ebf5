/**
 * Presets: courts of every kind, as data. Each file is a policy that can be published as it is, but for the terms that
 * a chain needs. Where an original's mechanism fits a court only by force, the policy's text says so; where the gauntlet
 * refuses an original its text says why, and a variant named `-repaired` passes.
 * @module
 */
import type { CourtPolicy } from '../court.ts'
import { withControls } from '../gauntlet/repair.ts'
import annotationDues from './annotation-dues.json' with { type: 'json' }
import beautyContest from './beauty-contest.json' with { type: 'json' }
import boinc from './boinc.json' with { type: 'json' }
import code4rena from './code4rena.json' with { type: 'json' }
import code4renaQa from './code4rena-qa.json' with { type: 'json' }
import communityNotes from './community-notes.json' with { type: 'json' }
import crowdWorkers from './crowd-workers.json' with { type: 'json' }
import federatedLearning from './federated-learning.json' with { type: 'json' }
import folding from './folding.json' with { type: 'json' }
import hivemapper from './hivemapper.json' with { type: 'json' }
import kleros from './kleros.json' with { type: 'json' }
import klerosRepaired from './kleros-repaired.json' with { type: 'json' }
import kuratedao from './kuratedao.json' with { type: 'json' }
import mapillary from './mapillary.json' with { type: 'json' }
import numerai from './numerai.json' with { type: 'json' }
import openassistant from './openassistant.json' with { type: 'json' }
import optimistic from './optimistic.json' with { type: 'json' }
import oracleValidators from './oracle-validators.json' with { type: 'json' }
import peerPrediction from './peer-prediction.json' with { type: 'json' }
import peerSelection from './peer-selection.json' with { type: 'json' }
import proofOfHumanity from './proof-of-humanity.json' with { type: 'json' }
import recaptcha from './recaptcha.json' with { type: 'json' }
import relevant from './relevant.json' with { type: 'json' }
import tcr from './tcr.json' with { type: 'json' }
import workTicket from './work-ticket.json' with { type: 'json' }

const ORIGINALS: Readonly<Record<string, CourtPolicy>> = {
  'annotation-dues': annotationDues,
  'beauty-contest': beautyContest,
  boinc: boinc,
  code4rena: code4rena,
  'code4rena-qa': code4renaQa,
  'community-notes': communityNotes,
  'crowd-workers': crowdWorkers,
  'federated-learning': federatedLearning,
  folding: folding,
  hivemapper: hivemapper,
  kleros: kleros,
  'kleros-repaired': klerosRepaired,
  kuratedao: kuratedao,
  mapillary: mapillary,
  numerai: numerai,
  openassistant: openassistant,
  optimistic: optimistic,
  'oracle-validators': oracleValidators,
  'peer-prediction': peerPrediction,
  'peer-selection': peerSelection,
  'proof-of-humanity': proofOfHumanity,
  recaptcha: recaptcha,
  relevant: relevant,
  tcr: tcr,
  'work-ticket': workTicket,
}

/** Originals that pay for agreement, or surprise, alone; eight control items beside each item are their repair. */
const REPAIRABLE = [
  'annotation-dues',
  'beauty-contest',
  'boinc',
  'code4rena',
  'code4rena-qa',
  'federated-learning',
  'folding',
  'hivemapper',
  'mapillary',
  'openassistant',
  'optimistic',
  'oracle-validators',
  'proof-of-humanity',
  'relevant',
  'tcr',
  'work-ticket',
]
/** Jurors of this one stake on a side like everybody: whatever they score, the winning side takes all. */
const curated: CourtPolicy = { ...kuratedao, purse: { split: 'coherent', penaltyBps: 5000 } }

/** By the name that people call them. */
export const PRESETS: Readonly<Record<string, CourtPolicy>> = {
  ...ORIGINALS,
  ...Object.fromEntries(REPAIRABLE.map((name) => [`${name}-repaired`, withControls(ORIGINALS[name]!, 8)])),
  'kuratedao-repaired': withControls(curated, 8),
}
