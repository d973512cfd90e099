import type { Choices, ConsentHubEvents } from '../../wwwroot/consenthub';

export type EventName = keyof ConsentHubEvents;

export interface Events {
  on(event: EventName, listener: (choices: Choices) => void): () => void;
  emit(event: EventName, choices: Choices): void;
}

/** Listeners hang on the document, which reports what one of them throws and goes on with the next. */
export function createEvents(): Events {
  let ready: Choices | undefined;
  return {
    on(event, listener) {
      const heard = ({ detail }: { detail: { choices: Choices } }) => listener(detail.choices);
      document.addEventListener(`consenthub:${event}`, heard as never);
      if (event === 'ready' && ready) listener(ready);
      return () => document.removeEventListener(`consenthub:${event}`, heard as never);
    },
    emit(event, choices) {
      if (event === 'ready') ready = choices;
      document.dispatchEvent(new CustomEvent(`consenthub:${event}`, { detail: { choices } }));
    },
  };
}
