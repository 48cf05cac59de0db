const EMAIL = /[^\s"'<>(),;:=@]+@[^\s"'<>(),;:=@]+\.[A-Za-z]{2,}/g;
const KEY = /\b(?:whsec|sk_live|sk_test|rk_live|rk_test)_[A-Za-z0-9_]+/g;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/g;

/** Text that may be logged or stored beside an event: emails, keys and passwords in URLs are replaced by their kind. */
export function redactText(text: string): string {
  return text.replaceAll(URL_PASSWORD, '$1:[password]@').replaceAll(KEY, '[key]').replaceAll(EMAIL, '[email]');
}
