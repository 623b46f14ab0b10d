/** What people may change of their own User record, and nobody has to ask for. */
const PERSONAL: ReadonlySet<string> = new Set(
  [
    ...['FirstName', 'LastName', 'CommunityNickname', 'AboutMe', 'Title', 'CompanyName'],
    ...['Phone', 'MobilePhone', 'Extension', 'Fax', 'FullPhotoUrl', 'SmallPhotoUrl'],
    ...['Street', 'City', 'State', 'PostalCode', 'Country', 'Latitude', 'Longitude'],
    ...['LanguageLocaleKey', 'LocaleSidKey', 'TimeZoneSidKey', 'EmailEncodingKey'],
    ...['SenderEmail', 'SenderName', 'Signature', 'ReceivesInfoEmails'],
  ].map(name => name.toLowerCase()),
)

/** Names and addresses, not who somebody is to the platform: never profile, role, username or e-mail. */
export function isPersonal(fieldName: string): boolean {
  return PERSONAL.has(fieldName.toLowerCase())
}
