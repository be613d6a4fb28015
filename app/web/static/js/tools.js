export function openTools() {}
