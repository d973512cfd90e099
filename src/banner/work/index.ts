import { findNotice } from './loadNotice';
import { createLaterParts } from './parts';
import { makeWork, type WorkPart } from './desk';

const part: WorkPart = { findNotice, makeWork: page => makeWork(page, createLaterParts(page)) };
dispatchEvent(new CustomEvent('consenthub:work', { detail: part }));
