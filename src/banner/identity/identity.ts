import { guard } from '../shared/guard';
import { start } from './start';

guard(() => start(document.currentScript as HTMLScriptElement));
