// What the page says, in the language that the person has chosen. The texts come from the bench, in every language at once.

export const NAMES = { zh_CN: "中文", en: "English" };

let books = {};
let language = localStorage.getItem("bench.language") || (navigator.language.startsWith("zh") ? "zh_CN" : "en");

export function learn(words) {
  books = words;
  if (!(language in books)) language = Object.keys(books)[0];
}

export function current() {
  return language;
}

export function other() {
  const known = Object.keys(books);
  return known[(known.indexOf(language) + 1) % known.length] || language;
}

export function speak(next) {
  language = next;
  localStorage.setItem("bench.language", next);
  document.documentElement.lang = next === "zh_CN" ? "zh-CN" : next;
}

export function t(key, fields = {}) {
  const text = (books[language] || {})[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? fields[name] : whole));
}

// Of something that carries its own texts by language.
export function said(byLanguage) {
  return byLanguage[language] ?? Object.values(byLanguage)[0] ?? "";
}
