import { button, h } from './dom';

export interface Switch {
  readonly element: HTMLButtonElement;
  show(on: boolean): void;
}

/** A switch named by the element `labelledBy`, described by `describedBy`. A locked one can be read, not turned. */
export function createSwitch(
  attributes: { name: string; labelledBy: string; describedBy?: string | undefined; locked?: boolean },
  on: boolean,
  onTurn: (on: boolean) => void,
): Switch {
  const element = button({
    class: 'switch',
    role: 'switch',
    name: attributes.name,
    'aria-checked': String(on),
    'aria-labelledby': attributes.labelledBy,
    'aria-describedby': attributes.describedBy,
    disabled: attributes.locked,
  }, h('span', { class: 'knob' }), () => onTurn(element.getAttribute('aria-checked') !== 'true'));
  return { element, show: state => element.setAttribute('aria-checked', String(state)) };
}
