const paragraphs = [
  'Bread asks for four things: flour, water, salt and time. The first three can be bought. The fourth is what most recipes leave out, because it cannot be written as a number that is right in every kitchen.',
  'A dough that rests overnight in the cold needs almost no kneading. The gluten strands find one another by themselves, slowly, while the yeast works at a pace that leaves sugar for the crust. In the morning the dough is slack and full of small bubbles, and it smells faintly of apples.',
  'Warmth changes everything. At twenty-six degrees the same dough is ready in three hours, and past ready in four. Learn to look at it instead of at the clock: it should have grown by about two thirds, and a finger pressed into it should leave a dent that fills again halfway.',
  'Shaping is the only step that needs courage. Pull the dough over itself until its skin is tight, turn the seam down, and let it be. Every further touch lets out the air that it took a night to gather.',
  'An oven at home is dry, and a crust wants steam for its first ten minutes. A heavy pot with a lid holds what the dough itself gives off. Heat the pot first, drop the loaf in, close it, and do not look for twenty minutes.',
  'Then take the lid off. What follows is a matter of taste: ten minutes for a crust the colour of straw, twenty for one the colour of chestnuts. The darker one keeps longer and tastes of more.',
];

const style = 'body{font:1.05rem/1.6 system-ui,sans-serif;margin:0;color:#222;background:#fff}header,main,footer{max-width:42rem;margin:auto;padding:1rem}a{color:#0b57a4}';

/**
 * The page that carries every script: static, with its own text and system fonts, nothing from elsewhere.
 * @param head markup for the end of the head, and @param end for the end of the body
 * @param plain leaves out the page's own inline style, which a strict policy would refuse
 */
export function article({ head = '', end = '', plain = false } = {}) {
  const sections = ['The night before', 'The morning', 'The oven'].map((title, i) =>
    `<section><h2>${title}</h2>${[0, 1, 2, 3].map(j => `<p>${paragraphs[(i * 2 + j) % paragraphs.length]}</p>`).join('\n')}</section>`);

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bread and time</title>
${plain ? '' : `<style>${style}</style>\n`}${head}
</head>
<body>
<header><nav aria-label="Site"><a href="#home">Home</a> <a href="#recipes">Recipes</a> <a href="#about">About</a></nav></header>
<main id="home"><h1>Bread and time</h1>
${sections.join('\n')}
</main>
<footer id="about"><p id="recipes">Written at a kitchen table. <a href="#privacy" id="privacy">Privacy policy</a></p></footer>
${end}
</body>
</html>
`;
}
