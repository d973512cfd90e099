import { createRecords } from './createRecords';

dispatchEvent(new CustomEvent('consenthub:records', { detail: createRecords }));
