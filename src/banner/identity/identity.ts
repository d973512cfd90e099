import type { ConsentHubApi } from '../../../wwwroot/consenthub';
import { guard } from '../shared/guard';
import { start } from './start';

guard(() => start(document.currentScript as HTMLScriptElement, (window as unknown as { ConsentHub: ConsentHubApi }).ConsentHub));
