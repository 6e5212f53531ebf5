/**
 * Insist: hands a policy in, and once more over the founder's name if it is refused for the gauntlet's sake.
 * @module
 */
import type { Override } from '#law/gauntlet/override'

/**
 * @param hand - Hands it in, with what overrides the gauntlet or nothing.
 * @param sign - The founder's signature under the words of a refusal.
 */
export async function insistOn(
  hand: (override?: Override) => Promise<Response>,
  sign: (words: string) => Override | Promise<Override>,
): Promise<Response> {
  const answer = await hand()
  if (answer.status !== 422) return answer
  const { code, words } = (await answer.clone().json()) as { code: string; words: string }
  return code === 'CourtRefused' ? hand(await sign(words)) : answer
}
