import { cost } from './cost.mjs';
import { conditions, show } from './show.mjs';

/** Everything that is timed or counted: all scripts in every round, each round starting with another script. */
export async function measureRounds(browser, pages, results, rounds, say) {
  const all = [...results.values()];
  for (let round = 0; round < rounds; round++) {
    say(`Round ${round + 1} of ${rounds}`);
    for (let i = 0; i < all.length; i++) {
      const { subject, cost: costs, cpu, network } = all[(i + round) % all.length];
      costs.push(await cost(browser, pages, subject));
      cpu.push(await show(browser, pages, subject, conditions.cpu));
      network.push(await show(browser, pages, subject, conditions.network));
    }
  }
}
