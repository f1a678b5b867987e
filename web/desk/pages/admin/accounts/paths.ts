export const accountsPath = '/api/service-accounts';
