'use strict';
(() => {
    const results = JSON.parse(document.getElementById('results').textContent);
    const verdicts = ['failed', 'broken', 'known', 'warning', 'skipped', 'passed'];
    const glyphs = {passed: '✓', failed: '✗', warning: '!', skipped: '–', broken: '⚡', known: '○'};
    const hues = {cupsUri: 210, tcUri: 180, cupsCred: 265, tcCred: 300, sig: 40, keyCrc: 40, upd: 95};
    const narrow = matchMedia('(max-width: 40rem)');

    // An element: h('p', {class: 'note'}, 'text', child). Text is only ever text.
    function h(tag, attributes, ...children) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes || {})) {
            if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
            else if (name === 'hue') element.style.setProperty('--hue', value);
            else if (name === 'grow') element.style.flexGrow = value;
            else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
        }
        element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== ''));
        return element;
    }
    const count = (number, one, many) => `${number} ${number === 1 ? one : many || one + 's'}`;
    const bytes = number => count(number, 'byte');
    const took = ms => ms < 9999.5 ? `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
    const anchor = one => 'case-' + one.id.replace(/[^\w.-]/g, '-');
    const pairs = list => list.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)));
    const say = text => { document.getElementById('said').textContent = text; };

    // ---- summary
    function headline(counts) {
        const total = results.cases.length;
        const kind = results.command === 'check' ? 'rule' : 'scenario';
        const bad = ['failed', 'broken', 'known'].filter(verdict => counts[verdict]);
        if (total === 0) return ['Nothing ran'];
        if (bad.length === 0) {
            const rest = total - counts.passed;
            return [h('em', {class: 'passed'}, rest === 0 ? (total === 1 ? 'Passed' : `All ${total} passed`) : `${counts.passed} passed`),
                rest === 0 ? '' : ` of ${count(total, kind)}`];
        }
        return [bad.map((verdict, i) => [i ? ', ' : '', h('em', {class: verdict}, `${counts[verdict]} ${verdict}`)]), ` of ${count(total, kind)}`];
    }
    function summary(counts) {
        document.title = `${results.counts} · cupspec ${results.command}`;
        const facts = [['started', results.started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')], ['took', took(results.took_ms)]];
        if (results.exchanges.length) facts.push(['exchanges', String(results.exchanges.length)]);
        if (results.seed !== null) facts.push(['seed', String(results.seed)]);
        facts.push(['cupspec', results.version]);
        document.getElementById('summary').append(
            h('p', {class: 'what'}, `cupspec ${results.command} · ${results.title}`),
            h('h1', {}, headline(counts)),
            h('div', {class: 'bar', role: 'img', 'aria-label': results.counts},
                verdicts.filter(verdict => counts[verdict]).map(verdict => h('span', {class: verdict, grow: counts[verdict], title: `${counts[verdict]} ${verdict}`}))),
            h('dl', {class: 'facts'}, pairs(facts)));
    }

    // ---- an exchange
    function rows(field, marks, width) {
        const pre = h('pre', {class: 'rows'});
        const shown = field.hex.length / 2;
        const isMarked = at => marks.some(mark => at >= mark.offset && at < mark.offset + mark.bytes);
        for (let row = 0; row < shown; row += width) {
            if (row) pre.append('\n');
            pre.append(h('span', {class: 'offset'}, (field.offset + row).toString(16).padStart(6, '0') + '  '));
            let text = '';
            for (let i = row; i < row + width; ++i) {
                const digits = i < shown ? field.hex.substr(i * 2, 2) : '  ';
                const code = parseInt(digits, 16);
                if (i < shown) text += code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '·';
                pre.append(i < shown && isMarked(field.offset + i) ? h('u', {}, digits) : digits, i % 8 === 7 ? '  ' : ' ');
            }
            pre.append(h('span', {class: 'text'}, text));
        }
        return pre;
    }
    function fieldBlock(field, marks, width) {
        const shown = field.hex.length / 2;
        const hue = Object.keys(hues).find(name => field.field.startsWith(name));
        const here = marks.filter(mark => mark.offset < field.offset + Math.max(field.bytes, 1) && mark.offset + mark.bytes > field.offset);
        return h('div', {class: field.broken ? 'field bad' : 'field', hue: field.broken || !hue ? null : `hsl(${hues[hue]} 55% 55%)`},
            h('div', {class: 'what'}, h('span', {class: 'offset mono'}, String(field.offset)),
                h('b', {}, (field.broken ? '✗ ' : '') + field.field), h('span', {class: 'value'}, field.value)),
            here.map(mark => h('div', {class: 'note failed'}, `${mark.bytes === 1 ? 'byte' : 'bytes'} ${mark.offset}${mark.bytes > 1 ? ` to ${mark.offset + mark.bytes - 1}` : ''}: ${mark.why}`)),
            shown ? rows(field, marks, width) : null,
            field.secret ? h('span', {class: 'masked'}, `${bytes(field.bytes)} hidden · CRC ${field.crc}`) : null,
            !field.secret && field.bytes > shown && shown ? h('span', {class: 'masked'}, `${bytes(field.bytes - shown)} more`) : null);
    }
    function headLines(head) {
        if (!head.first && !head.lines.length) return null;
        return h('p', {class: 'head mono'}, head.first, head.lines.map(line => ['\n' + line.name + ': ', line.hidden ? h('span', {class: 'hidden'}, line.value) : line.value]));
    }
    function prettyJson(text) {
        try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
    }
    function wire(exchange, marks) {
        const box = h('div', {class: 'wire'});
        const tls = Object.entries(exchange.tls).filter(([, value]) => value);
        if (tls.length) box.append(h('h4', {}, 'TLS'), h('dl', {class: 'small'}, pairs(tls)));
        box.append(h('h4', {}, `Request${exchange.request.bytes ? ', ' + bytes(exchange.request.bytes) + ' of body' : ''}`));
        box.append(headLines(exchange.request) || h('p', {class: 'head'}, 'nothing was sent'));
        if (exchange.request.text) box.append(h('pre', {class: 'json'}, prettyJson(exchange.request.text)));
        box.append(h('h4', {}, `Answer${exchange.response.bytes ? ', ' + bytes(exchange.response.bytes) + ' of body' : ''}`));
        box.append(headLines(exchange.response) || h('p', {class: 'head'}, exchange.status ? String(exchange.status) : 'no answer'));
        if (exchange.response.fields.length) {
            const hex = h('div', {class: 'hex'});
            const draw = () => hex.replaceChildren(...exchange.response.fields.map(field => fieldBlock(field, marks, narrow.matches ? 8 : 16)));
            draw();
            narrow.addEventListener('change', draw);
            box.append(h('h4', {}, 'Body, field by field'), hex);
        }
        if (exchange.curl) box.append(h('h4', {}, 'The same request'), again({label: results.command === 'run' ? 'curl, while that server runs' : 'curl', command: exchange.curl}));
        return box;
    }
    function exchangeBlock(event) {
        const exchange = results.exchanges[event.exchange];
        const first = exchange.request.first.split(' ').slice(0, 2).join(' ') || 'connection';
        const answer = exchange.status ? `${exchange.status}, ${bytes(exchange.response.bytes)}` : exchange.tls.failure || 'no answer';
        const wrong = event.verdict === 'failed' || event.verdict === 'broken';
        return lazy(h('details', {class: 'exchange', open: wrong}, h('summary', {}, `${first} → ${answer}`)), () => wire(exchange, event.marks));
    }

    // ---- a case
    // Draws what is inside only once it is opened: a page of a hundred cases opens at once.
    function lazy(details, draw) {
        details.addEventListener('toggle', () => { fill(details); });
        details.draw = draw;
        fill(details);
        return details;
    }
    function fill(details) {
        if (!details.open || !details.draw) return;
        details.append(details.draw());
        details.draw = null;
    }
    function differences(list) {
        return list.map(one => h('div', {class: 'wrong'}, one.what ? h('div', {class: 'where mono'}, one.what) : null,
            h('div', {}, h('span', {class: 'label'}, 'expected'), h('span', {class: 'mono'}, one.expected)),
            h('div', {class: 'actual'}, h('span', {class: 'label'}, 'actual'), h('span', {class: 'mono'}, one.actual))));
    }
    function timeline(events) {
        return h('ol', {class: 'timeline'}, events.map(event => h('li', {class: event.verdict},
            h('div', {class: 'event'}, h('b', {}, event.title), event.outcome ? h('span', {class: 'outcome'}, event.outcome) : null,
                h('span', {class: 'when'}, [event.at ? `at ${event.at}` : null, event.took_ms ? took(event.took_ms) : null].filter(Boolean).join(' · '))),
            ['passed', 'skipped'].includes(event.verdict) || !event.place ? null : h('div', {class: 'when mono'}, event.place),
            event.message ? h('div', {class: event.verdict === 'skipped' ? 'shown' : 'note'}, event.message) : null,
            differences(event.mismatches),
            event.facts.length ? h('dl', {class: 'small'}, pairs(event.facts)) : null,
            event.exchange === null ? null : exchangeBlock(event))));
    }
    function again(line) {
        const code = h('code', {}, line.command);
        return h('div', {class: 'again'}, h('span', {class: 'label'}, line.label), code, h('button', {type: 'button', 'aria-label': `Copy the ${line.label} line`, onclick: () => copy(line.command, code)}, 'Copy'));
    }
    async function copy(text, code) {
        try {
            await navigator.clipboard.writeText(text);
        } catch {
            const range = document.createRange();
            range.selectNodeContents(code);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            if (!document.execCommand('copy')) return say('Press Ctrl+C to copy');
        }
        const button = code.nextSibling;
        button.textContent = 'Copied';
        setTimeout(() => { button.textContent = 'Copy'; }, 1500);
        return say('Copied');
    }
    function checksums(list) {
        return h('details', {}, h('summary', {}, h('h3', {}, `▸ ${count(list.length, 'CRC-32')}`)), h('div', {class: 'scroll'},
            h('table', {}, h('thead', {}, h('tr', {}, ['hex', 'decimal', 'of', 'kind', 'size'].map(name => h('th', {}, name)))),
                h('tbody', {}, list.map(one => h('tr', {}, h('td', {class: 'mono'}, one.hex), h('td', {class: 'mono number'}, String(one.crc)),
                    h('td', {class: 'mono'}, one.name), h('td', {}, one.kind), h('td', {class: 'number'}, bytes(one.bytes))))))));
    }
    function caseBody(one) {
        const meaning = [['harm', 'What a gateway suffers'], ['remedy', 'How to mend it'], ['source', 'Source']].filter(([key]) => one[key]);
        return h('div', {class: 'body'},
            one.about ? h('p', {}, one.about) : null,
            one.tags.length ? h('p', {class: 'tags'}, one.tags.map(tag => h('span', {}, tag))) : null,
            one.message ? h('div', {class: 'note'}, one.message) : null,
            one.verdict === 'known' ? h('div', {class: 'note'}, 'A known failure: ' + one.known) : null,
            differences(one.mismatches),
            meaning.length ? h('dl', {class: 'meaning'}, meaning.map(([key, label]) => [h('dt', {}, label), h('dd', {}, one[key])])) : null,
            one.events.length ? [h('h3', {}, results.timeline.length ? 'What shows it' : 'Timeline'), timeline(one.events)] : null,
            one.checksums.length ? checksums(one.checksums) : null,
            one.kept ? h('p', {class: 'mono'}, 'Kept in ' + one.kept) : null,
            one.again.length ? [h('h3', {}, one.verdict === 'passed' ? 'Run it again' : 'See it again'), one.again.map(again)] : null);
    }
    function caseBlock(one) {
        const details = h('details', {class: 'case ' + one.verdict, id: anchor(one), 'data-verdict': one.verdict},
            h('summary', {}, h('span', {class: 'mark', 'aria-hidden': 'true'}, glyphs[one.verdict]),
                h('span', {}, h('span', {class: 'unseen'}, one.verdict + ': '), h('span', {class: 'name'}, one.id),
                    one.title ? h('span', {class: 'title'}, one.title) : null, one.level ? [' ', h('span', {class: 'level'}, one.level)] : null),
                h('span', {class: 'side'}, h('span', {class: 'dots', 'aria-hidden': 'true'}, one.events.length > 1 && one.events.length <= 24 ? one.events.map(event => h('i', {class: event.verdict})) : null),
                    one.attempts > 1 ? `attempt ${one.attempts}` : null, one.took_ms ? took(one.took_ms) : null),
                one.reason ? h('span', {class: 'why'}, one.reason) : null));
        return lazy(details, () => caseBody(one));
    }

    // ---- filters
    const cases = results.cases.map(one => ({one, block: caseBlock(one),
        text: [one.id, one.title, one.group, one.level, one.about, one.reason, one.source, ...one.tags,
            ...one.events.flatMap(event => [event.title, event.outcome])].join('\n').toLowerCase()}));
    const chosen = new Set();
    const search = h('input', {type: 'search', placeholder: 'Search', 'aria-label': 'Search', spellcheck: 'false', oninput: () => filter()});
    const shown = h('span', {class: 'shown', role: 'status'});
    function filter() {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        let visible = 0;
        for (const {one, block, text} of cases) {
            const fits = (!chosen.size || chosen.has(one.verdict)) && words.every(word => text.includes(word));
            block.hidden = !fits;
            visible += fits ? 1 : 0;
        }
        for (const heading of document.querySelectorAll('h2.group'))
            heading.hidden = !cases.some(({one, block}) => one.group === heading.textContent && !block.hidden);
        shown.textContent = visible === cases.length ? '' : `${visible} of ${cases.length}`;
    }
    function chip(verdict, number) {
        const button = h('button', {type: 'button', class: 'chip ' + verdict, 'aria-pressed': 'false', 'data-verdict': verdict, onclick: () => {
            if (!chosen.delete(verdict)) chosen.add(verdict);
            button.setAttribute('aria-pressed', String(chosen.has(verdict)));
            filter();
        }}, h('b', {}, String(number)), ' ' + verdict);
        return button;
    }
    function openAll(open) {
        for (const {block} of cases) {
            if (block.hidden) continue;
            block.open = open;
            fill(block);
        }
    }

    // ---- the page
    const counts = Object.fromEntries(verdicts.map(verdict => [verdict, results.cases.filter(one => one.verdict === verdict).length]));
    summary(counts);
    const toggle = h('button', {type: 'button', onclick: () => {
        const open = toggle.textContent === 'Open all';
        openAll(open);
        toggle.textContent = open ? 'Close all' : 'Open all';
    }}, 'Open all');
    document.getElementById('filters').append(...verdicts.filter(verdict => counts[verdict]).map(verdict => chip(verdict, counts[verdict])), search, shown, toggle);
    const list = document.getElementById('cases');
    if (results.timeline.length)
        list.append(lazy(h('details', {class: 'case', id: 'timeline'}, h('summary', {}, h('span', {class: 'mark'}, '⋮'), h('span', {class: 'name'}, 'The whole conversation'), h('span', {class: 'side'}, count(results.timeline.length, 'exchange')))),
            () => h('div', {class: 'body'}, timeline(results.timeline))));
    const groups = [...new Set(results.cases.map(one => one.group))];
    for (const group of groups) {
        if (groups.length > 1) list.append(h('h2', {class: 'group'}, group));
        list.append(...cases.filter(({one}) => one.group === group).map(({block}) => block));
    }
    document.getElementById('colophon').append(
        h('p', {}, 'Credentials are shown by size and CRC-32 only. This page carries all it shows and asks no network for anything.'),
        h('p', {class: 'keys'}, h('kbd', {}, '/'), ' search · ', h('kbd', {}, 'Esc'), ' clear · ', h('kbd', {}, 'Tab'), ' and ', h('kbd', {}, 'Enter'), ' go and open'));

    // What went wrong is open to begin with, unless it is a great deal; the first scenario where all is well. An address with
    // #case-ID opens that one.
    const wrong = cases.filter(({one}) => one.verdict === 'failed' || one.verdict === 'broken');
    if (wrong.length <= 3) for (const {block} of wrong) block.open = true;
    if (!wrong.length && cases.length && results.command === 'run') cases[0].block.open = true;
    function goToAnchor() {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (target && target.tagName === 'DETAILS') { target.open = true; fill(target); target.scrollIntoView(); }
    }
    goToAnchor();
    addEventListener('hashchange', goToAnchor);
    addEventListener('keydown', event => {
        if (event.key === '/' && document.activeElement !== search) { event.preventDefault(); search.focus(); }
        if (event.key === 'Escape' && document.activeElement === search) { search.value = ''; filter(); search.blur(); }
    });
})();
