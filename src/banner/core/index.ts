import { guard } from '../shared/guard';
import { boot, type Config } from './boot';

/** The argument of the function that the build wraps around this script; the hub writes the first layer into it. */
declare const __CONSENTHUB_CONFIG__: Config | null;

guard(() => boot(__CONSENTHUB_CONFIG__, document.currentScript));
