/**
 * Main: puts the pages on the page.
 * @module
 */
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queries } from './api.ts'
import { App } from './app.tsx'
import { beginTheme } from './frame/theme.ts'
import './style/tokens.css'
import './style/base.css'
import './style/hues.css'
import './style/frame.css'
import './style/parts.css'
import './style/records.css'
import './style/media.css'
import { begin } from './words/index.ts'

beginTheme()
await begin()
createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
