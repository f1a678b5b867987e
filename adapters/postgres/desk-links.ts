/** Where a person finds a ticket. */
export const ticketUrl = (publicUrl: string, no: string): string => `${publicUrl}/t/${no}`;

/** Where the duty roster is seen and filled. */
export const rosterUrl = (publicUrl: string): string => `${publicUrl}/desk/admin/roster`;

/** Where a liaison without an account works on their escalation. */
export const liaisonUrl = (publicUrl: string, token: string): string => `${publicUrl}/liaison/${token}`;

/** Where a survey is answered without login. */
export const surveyUrl = (publicUrl: string, token: string): string => `${publicUrl}/survey/${token}`;
