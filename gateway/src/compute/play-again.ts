import { EdgeError } from '@edgebourse/chaincode/common/errors';

/** Offers come and go between the reading of a game and its transaction; after so many games somebody else is at it. */
const GAMES_MAX = 6;

/** @returns Whether the game was solved for other sellers than the contract found, or for more than they have left. */
export function isMarketChanged(code: string): boolean {
    // Another contract took a part of a seller's capacity: the sellers are the same, their game is not.
    return ['COMPUTE_MARKET_CHANGED', 'COMPUTE_MARGINAL', 'COMPUTE_STATE', 'COMPUTE_PRICE', 'COMPUTE_AMOUNT'].includes(
        code,
    );
}

/**
 * Plays a game until it is one that the contract finds, too.
 * @param isOutdated - Whether the answer says that the market changed; such a refusal may also be thrown.
 * @returns The last answer. @throws EdgeError the last refusal.
 */
export async function playAgain<Answer>(
    play: () => Promise<Answer>,
    isOutdated: (answer: Answer) => boolean = () => false,
): Promise<Answer> {
    for (let game = 1; ; game += 1) {
        try {
            const answer = await play();
            if (game === GAMES_MAX || !isOutdated(answer)) return answer;
        } catch (error) {
            const isAgain = error instanceof EdgeError && isMarketChanged(error.code);
            if (game === GAMES_MAX || !isAgain) throw error;
        }
    }
}
