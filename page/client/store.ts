import { useEffect, useState } from "preact/hooks";

/** A value that notifies its listeners of changes. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (value === this.#value) return;
    this.#value = value;
    for (const listen of this.#listeners) listen();
  }

  listen(listen: () => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }
}

/** A store's value; the component renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    // It may have changed between rendering and this effect.
    setValue(store.value);
    return store.listen(() => setValue(store.value));
  }, [store]);
  return value;
}
