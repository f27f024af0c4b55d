// What a map holds under a key where that is a list, a set or a map again: the first who asks for it makes it.

export function listAt<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: Item[] = [];
  lists.set(key, made);
  return made;
}

export function setAt<Key, Item>(sets: Map<Key, Set<Item>>, key: Key): Set<Item> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  const made = new Set<Item>();
  sets.set(key, made);
  return made;
}

export function mapAt<Key, Inner, Item>(
  maps: Map<Key, Map<Inner, Item>>,
  key: Key,
): Map<Inner, Item> {
  const known = maps.get(key);
  if (known !== undefined) return known;
  const made = new Map<Inner, Item>();
  maps.set(key, made);
  return made;
}
