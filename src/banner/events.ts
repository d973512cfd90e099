import type { Choices, ConsentHubEvents } from '../../wwwroot/consenthub';

export type EventName = keyof ConsentHubEvents;

export interface Events {
  on(event: EventName, listener: (choices: Choices) => void): () => void;
  emit(event: EventName, choices: Choices): void;
}

/** Listeners of the page. What one of them throws is reported to the console and reaches nobody else. */
export function createEvents(): Events {
  const listeners = new Map<EventName, Set<(choices: Choices) => void>>();
  let ready: Choices | null = null;

  const call = (listener: (choices: Choices) => void, choices: Choices) => {
    try {
      listener(choices);
    } catch (error) {
      console.error(error);
    }
  };

  return {
    on(event, listener) {
      const group = listeners.get(event) ?? new Set();
      listeners.set(event, group.add(listener));
      if (event === 'ready' && ready) call(listener, ready);
      return () => void group.delete(listener);
    },
    emit(event, choices) {
      if (event === 'ready') ready = choices;
      for (const listener of listeners.get(event) ?? []) call(listener, choices);
      if (event !== 'open') document.dispatchEvent(new CustomEvent(`consenthub:${event}`, { detail: { choices } }));
    },
  };
}
