import { findNotice } from './loadNotice';
import { checksOf, createLaterParts } from './laterParts';
import type { WorkPart } from '../../contracts';
import { makeWork } from './makeWork';

const part: WorkPart = {
  findNotice: hub => findNotice(hub, checksOf(hub)),
  makeWork: page => makeWork(page, createLaterParts(page)),
};
dispatchEvent(new CustomEvent('consenthub:work', { detail: part }));
