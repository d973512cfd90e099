import { createRecords } from './records';

dispatchEvent(new CustomEvent('consenthub:records', { detail: createRecords }));
