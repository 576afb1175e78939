/** `npm run campaign` runs the same tests as `npm test`, each of them for longer. */
export const isCampaign: boolean = process.env.MODE === "campaign"

/** How often to do something: in a campaign, and otherwise. */
export const scale = (campaign: number, otherwise: number): number => (isCampaign ? campaign : otherwise)
