import { accessibility } from './accessibility.mjs';
import { keyboard } from './keyboard.mjs';
import { languages } from './languages.mjs';
import { phone } from './phone.mjs';
import { policy } from './policy.mjs';
import { returning } from './returning.mjs';
import { transfer } from './transfer.mjs';
import { written } from './written.mjs';

const ofEach = { transfer, returning, policy, accessibility, keyboard, phone };

/** Everything that does not depend on the load of the machine. A measure that fails is reported as failed, not left out. */
export async function measureOnce(browser, pages, results, say) {
  for (const result of results.values()) {
    const { subject } = result;
    result.written = await written(browser, pages, subject);
    if (!subject.banner) {
      result.accessibility = await accessibility(browser, pages, subject);
      continue;
    }

    result.languages = languages(subject);
    for (const [name, measure] of Object.entries(ofEach)) {
      say(`${subject.name}: ${name}`);
      result[name] = await measure(browser, pages, subject).catch(error => ({ broke: error.message.split('\n')[0] }));
    }
  }
}
