/** Where a person finds a ticket. */
export const ticketUrl = (publicUrl: string, no: string): string => `${publicUrl}/t/${no}`;

/** Where a survey is answered without login. */
export const surveyUrl = (publicUrl: string, token: string): string => `${publicUrl}/survey/${token}`;
