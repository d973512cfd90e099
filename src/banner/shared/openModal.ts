import { guard } from './guard';

let observer: ResizeObserver | undefined;

/** Opens a dialog above everything else, and watches whether it is visible. */
export function openModal(dialog: HTMLDialogElement): void {
  dialog.setAttribute('open', '');
  followModal(dialog);
  observer ??= new ResizeObserver(changed => changed.forEach(({ target }) => guard(() => followModal(target as HTMLDialogElement))));
  observer.observe(dialog);
}

/**
 * Keeps a dialog modal only while it is visible: a modal dialog that a content blocker hides, now or later, would only
 * freeze the page.
 */
function followModal(dialog: HTMLDialogElement): void {
  const seen = !!dialog.getClientRects()[0];
  if (!dialog.isConnected || !dialog.open || seen === dialog.matches(':modal')) return;
  dialog.close();
  if (seen) dialog.showModal();
  else dialog.setAttribute('open', '');
}
