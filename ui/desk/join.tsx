/**
 * Join: the ballot key comes to this device, from the wallet or from its file, and leaves it as a file.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Domain } from '#primitives/typed'
import { saveFile } from '../frame/file.ts'
import { Says } from '../frame/says.tsx'
import { Act, useAct } from './act.tsx'
import { type BallotKey, fileOf, forgetKey, join, keepKey, readKeyFile, useBallotKey } from './key.ts'
import type { Connected } from './wallet.ts'

type Place = { wallet: Connected; domain: Domain }

export function KeyPart({ wallet, domain }: Place) {
  const { t } = useTranslation()
  const key = useBallotKey(domain, wallet.address)
  return (
    <section className="part" aria-labelledby="key">
      <h2 id="key">{t('key.title')}</h2>
      {key ? <Kept wallet={wallet} domain={domain} kept={key} /> : <Join wallet={wallet} domain={domain} />}
    </section>
  )
}

/** What has to happen once on each device. */
export function Join({ wallet, domain }: Place) {
  const { t } = useTranslation()
  const act = useAct(
    () => join(wallet, domain),
    (key) => keepKey(domain, wallet.address, key),
  )
  return (
    <div className="stack">
      <p>{t('key.why')}</p>
      <p className="note">{t('key.twice')}</p>
      <Act act={act} tone="main" waiting={t('act.sign')}>
        {t('key.join')}
      </Act>
      <LoadFile wallet={wallet} domain={domain} />
    </div>
  )
}

export function LoadFile({ wallet, domain }: Place) {
  const { t } = useTranslation()
  const [wrong, setWrong] = useState<string>()
  const load = async (file: File | undefined) => {
    if (!file) return
    try {
      keepKey(domain, wallet.address, readKeyFile(await file.text(), domain, wallet.address))
    } catch (error) {
      setWrong((error as Error).message)
    }
  }
  return (
    <div className="stack close">
      <label className="field">
        {t('key.load')}
        <input type="file" accept=".json,application/json" onChange={(event) => void load(event.target.files?.[0])} />
      </label>
      {wrong && (
        <Says tone="bad">
          <b>{t('key.notThis')}</b>
          <span className="note">{wrong}</span>
        </Says>
      )}
    </div>
  )
}

function Kept({ wallet, domain, kept }: Place & { kept: BallotKey }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {kept.again ? (
        <p>{t('key.again')}</p>
      ) : (
        <Says tone={kept.kept ? 'ok' : 'wait'}>{t(kept.kept ? 'key.fileOnly' : 'key.mustKeep')}</Says>
      )}
      <p className="note">{t('key.secret')}</p>
      <div className="row">
        <SaveKey wallet={wallet} domain={domain} kept={kept} />
        <button type="button" className="button quiet" onClick={() => forgetKey(domain, wallet.address)}>
          {t('key.forget')}
        </button>
      </div>
    </div>
  )
}

export function SaveKey({ wallet, domain, kept, tone = '' }: Place & { kept: BallotKey; tone?: 'main' | '' }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      className={`button ${tone}`}
      onClick={() => {
        saveFile(`venire-ballot-key-${wallet.address.slice(2, 8)}.json`, fileOf(domain, wallet.address, kept.key))
        keepKey(domain, wallet.address, { ...kept, kept: true })
      }}
    >
      {t('key.save')}
    </button>
  )
}
