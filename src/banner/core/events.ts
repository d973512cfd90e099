import type { ConsentEvent, State } from '../../../wwwroot/consenthub';
import type { Events } from '../contracts';
import { record } from '../shared/publicState';

/** Listeners are registered on the document: if one of them throws, the browser reports it and calls the next. */
export function createEvents(): Events {
  let ready: ConsentEvent | undefined;
  let announced: State | undefined;
  return {
    on(event, listener) {
      const heard = ({ detail }: { detail: ConsentEvent }) => listener(detail.choices, detail);
      document.addEventListener(`consenthub:${event}`, heard as never);
      if (event === 'ready' && ready) heard({ detail: ready });
      return () => document.removeEventListener(`consenthub:${event}`, heard as never);
    },
    emit: (event, state) => {
      const changed = (of: keyof State) => record(Object.entries(state[of]).filter(([id, on]) => announced?.[of][id] !== on));
      const detail = { ...state, changed: { choices: changed('choices'), services: changed('services') } };
      announced = state;
      ready ??= detail;
      document.dispatchEvent(new CustomEvent(`consenthub:${event}`, { detail }));
    },
  };
}
