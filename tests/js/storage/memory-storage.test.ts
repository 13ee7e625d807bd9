import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../../js/storage/memory-storage.js';
import type { Storage } from '../../../js/storage/storage.js';

/** What every storage keeps to; a durable one is added to this list. */
const storages: readonly { readonly name: string; readonly open: () => Storage }[] = [
  { name: 'MemoryStorage', open: () => new MemoryStorage() },
];

const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

for (const { name, open } of storages) {
  describe(name, () => {
    it('is empty at first', async () => {
      expect(await open().read(0)).toEqual([]);
    });

    it('numbers events without gaps, whatever the segments hold', async () => {
      const storage = open();
      const first: number[] = [];
      for (const rows of [1, 64, 0, 5]) {
        await storage.append(rows, (sequence) => {
          first.push(sequence);
          return bytes(rows);
        });
      }
      expect(first).toEqual([0, 1, 65, 65]);
    });

    it('keeps the order of appends that overlap', async () => {
      const storage = open();
      await Promise.all([1, 2, 3].map((value) => storage.append(1, (sequence) => bytes(value, sequence))));
      expect(await storage.read(0)).toEqual([bytes(1, 0), bytes(2, 1), bytes(3, 2)]);
    });

    it('gives the segments from a number on', async () => {
      const storage = open();
      for (const value of [1, 2, 3]) await storage.append(1, () => bytes(value));
      expect(await storage.read(1)).toEqual([bytes(2), bytes(3)]);
      expect(await storage.read(3)).toEqual([]);
      expect(await storage.read(99)).toEqual([]);
    });

    it('gives a list that later appends do not change', async () => {
      const storage = open();
      await storage.append(1, () => bytes(1));
      const read = await storage.read(0);
      await storage.append(1, () => bytes(2));
      expect(read).toEqual([bytes(1)]);
    });

    it('stores nothing, spends no numbers and tells nobody when encoding throws', async () => {
      const storage = open();
      let told = 0;
      storage.subscribe(() => told++);
      const encode = () => {
        throw new Error('cannot');
      };
      await expect(storage.append(5, encode)).rejects.toThrow('cannot');
      let next: number | undefined;
      await storage.append(1, (sequence) => {
        next = sequence;
        return bytes(1);
      });
      expect(next).toBe(0);
      expect(await storage.read(0)).toEqual([bytes(1)]);
      expect(told).toBe(1);
    });

    it('tells listeners once a segment can be read, until they stop or it closes', async () => {
      const storage = open();
      const seen: Promise<readonly Uint8Array[]>[] = [];
      const stop = storage.subscribe(() => seen.push(storage.read(0)));
      await storage.append(1, () => bytes(1));
      expect(await seen[0]).toEqual([bytes(1)]);
      stop();
      let others = 0;
      storage.subscribe(() => others++);
      await storage.append(1, () => bytes(2));
      await storage.close();
      expect([seen.length, others]).toEqual([1, 1]);
    });

    it('shares nothing with another one', async () => {
      const [one, other] = [open(), open()];
      await one.append(1, () => bytes(1));
      expect(await other.read(0)).toEqual([]);
    });

    it('may be closed twice', async () => {
      const storage = open();
      await storage.close();
      await expect(storage.close()).resolves.toBeUndefined();
    });
  });
}
