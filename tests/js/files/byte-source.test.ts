import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../../js/files/index.js';
import { readAll, sourceOf } from './read-all.js';
import { seededRandom } from './seeded-random.js';

const SAMPLE = `user,time,event,note
${Array.from({ length: 3000 }, (_, i) => `zoë${i % 7},${i},ev${i % 3},${i % 5 === 0 ? `"line ${i}\r\nand, ""quoted"" 🙂"` : ''}`).join('\n')}
`;

describe('gzip', () => {
  it('is recognised and read, wherever the source cuts it', async () => {
    const plain = await readAll(SAMPLE);
    const packed = gzipSync(SAMPLE);
    for (const sizes of [[65_536], [1, 1, 3, 500], [10, 2000]]) {
      const { rows, report } = await readAll(sourceOf(packed, sizes));
      expect(rows).toEqual(plain.rows);
      expect(report.bytesRead).toBe(packed.length);
    }
  });

  it('may have several members', async () => {
    const cut = SAMPLE.indexOf('\n', 20_000) + 1;
    const { rows } = await readAll(Buffer.concat([gzipSync(SAMPLE.slice(0, cut)), gzipSync(SAMPLE.slice(cut))]));
    expect(rows).toEqual((await readAll(SAMPLE)).rows);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
    ['damaged', (bytes: Buffer) => Buffer.from(bytes).fill(7, 200, 240)],
    ['not really gzip', () => Buffer.from([0x1f, 0x8b, 1, 2, 3])],
  ])('that is %s is an error', async (_, damage) => {
    await expect(readAll(damage(gzipSync(SAMPLE)), { file: 'x.gz' })).rejects.toMatchObject({
      code: 'DATA_LOSS',
      message: /^x\.gz: the gzip data/,
    });
  });
});

describe('a source', () => {
  it('gives the same rows and errors in whatever pieces it comes', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${SAMPLE}bad,row\n`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(`,1,x,\n${SAMPLE.slice(SAMPLE.indexOf('\n') + 1)}`),
    ]);
    const whole = await readAll(bytes);
    expect(whole.report).toMatchObject({ rows: 6000, skipped: 2 });
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const sizes = Array.from({ length: 40 }, () => 1 + Math.floor(random() ** 4 * 40_000));
      const pieces = await readAll(sourceOf(bytes, sizes));
      expect(pieces.rows, `seed ${seed}`).toEqual(whole.rows);
      expect(pieces.report, `seed ${seed}`).toEqual(whole.report);
    }
  });

  it('is cancelled when the reader leaves early', async () => {
    const source = sourceOf(SAMPLE.repeat(200));
    for await (const rows of readEvents(source)) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    expect(source.cancelled).toBe(true);
    expect(source.locked).toBe(true);
  });

  it('is cancelled when strict reading stops, also below gzip and while it has nothing to give', async () => {
    const head = new Uint8Array(gzipSync(`user,time,event\na,b,c\n${SAMPLE.repeat(300)}`));
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(head.subarray(0, head.length - 100)),
      cancel: () => {
        cancelled = true;
      },
    });
    await expect(readAll(source, { strict: true })).rejects.toThrow('input:2:3: "b" is not a time');
    expect(cancelled).toBe(true);
  });

  it('that fails passes its own error on', async () => {
    const failure = new Error('disk on fire');
    const failing = (): ReadableStream<Uint8Array> =>
      new ReadableStream({
        pull: (controller) => controller.error(failure),
      });
    await expect(readAll(failing(), { file: 'x' })).rejects.toBe(failure);
    let pulls = 0;
    const packed = new Uint8Array(gzipSync(SAMPLE));
    const later = new ReadableStream<Uint8Array>({
      pull: (controller) => (pulls++ === 0 ? controller.enqueue(packed.subarray(0, 1000)) : controller.error(failure)),
    });
    await expect(readAll(later)).rejects.toBe(failure);
  });

  it.each([
    ['a ZIP archive', [0x50, 0x4b, 3, 4, 20, 0], /Excel/],
    ['Parquet', [0x50, 0x41, 0x52, 0x31, 21], /Parquet/],
    ['UTF-16', [0xff, 0xfe, 0x61, 0], /UTF-8/],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0], /zstd/],
    ['anything binary', [0x61, 0, 0x62], /binary/],
  ])('that is %s is refused with advice', async (_, bytes, advice) => {
    await expect(readAll(Uint8Array.from(bytes))).rejects.toThrow(advice);
    await expect(readAll(gzipSync(Uint8Array.from(bytes)))).rejects.toThrow(advice);
  });

  it('reports its progress in bytes and rows', async () => {
    const seen: [number, number][] = [];
    const text = SAMPLE + SAMPLE.slice(SAMPLE.indexOf('\n') + 1).repeat(5);
    const { report } = await readAll(sourceOf(text, [300_000]), { onProgress: ({ bytesRead, rows }) => seen.push([bytesRead, rows]) });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toEqual([Buffer.byteLength(text), 18_000]);
    expect(seen).toEqual([...seen].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    expect(report.rows).toBe(18_000);
  });

  it('may be told its format', async () => {
    const { report } = await readAll('{"user":"a"},time,event\na,1,x\n', { format: 'csv', columns: { user: '{"user":"a"}' } });
    expect(report).toMatchObject({ format: 'csv', rows: 1 });
  });
});
