// Prints one line for an area: its score, what it was made of, and which changes no test noticed.
// Usage: score.mjs REPORT AREA WANTED MINUTES EQUIVALENT. Exits 0 when the score is reached.
import { readFileSync } from 'node:fs';

const [report, area, wanted, minutes, equivalentFile] = process.argv.slice(2);
const oneLine = text => text.replace(/\s+/g, ' ').trim();

const mutants = [];
for (const [path, file] of Object.entries(JSON.parse(readFileSync(report, 'utf8')).files)) {
  const lines = file.source.split('\n');
  for (const mutant of file.mutants) {
    mutants.push({ path, line: mutant.location.start.line, status: mutant.status, change: changeOf(lines, mutant) });
  }
}

function changeOf(lines, { location: { start, end }, replacement }) {
  const old = lines.slice(start.line - 1, end.line);
  old[old.length - 1] = old[old.length - 1].slice(0, end.column - 1);
  old[0] = old[0].slice(start.column - 1);
  return `${oneLine(old.join('\n'))} => ${oneLine(replacement)}`;
}

// FILE | OLD => NEW | REASON: a line excuses one mutant; with ... in its change all that are like it in that file.
const excuses = readFileSync(equivalentFile, 'utf8').split('\n')
  .filter(line => line.trim() !== '' && !line.startsWith('#'))
  .map(line => ({ path: line.split(' | ')[0], change: line.split(' | ').slice(1, -1).join(' | ') }));

const of = (...statuses) => mutants.filter(mutant => statuses.includes(mutant.status));
let survived = of('Survived', 'NoCoverage');
const equivalent = [];
for (const excuse of excuses) {
  const like = new RegExp(`^${excuse.change.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\.\\.\\.', '.*')}$`);
  const found = survived.filter(({ path, change }) => path.endsWith(`/${excuse.path}`) && like.test(change));
  if (found.length === 0 && mutants.some(({ path }) => path.endsWith(`/${excuse.path}`))) {
    console.log(`  excuses nothing: ${excuse.path} | ${excuse.change}`);
  }

  const excused = excuse.change.includes('...') ? found : found.slice(0, 1);
  equivalent.push(...excused);
  survived = survived.filter(mutant => !excused.includes(mutant));
}

const killed = of('Killed').length, timeouts = of('Timeout').length;
const score = 100 * (killed + timeouts) / (killed + timeouts + survived.length);
for (const { path, line, status, change } of survived) {
  console.log(`  ${path.replace(/.*\/sources\//, '')}:${line} ${status === 'Survived' ? '' : '(not run) '}${change}`);
}

console.log(`${area} ${score.toFixed(1)} % killed ${killed} survived ${survived.length} `
  + `equivalent ${equivalent.length} timeouts ${timeouts} minutes ${minutes}`);
process.exit(score >= Number(wanted) ? 0 : 1);
