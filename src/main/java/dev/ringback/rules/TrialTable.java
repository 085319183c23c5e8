package dev.ringback.rules;

import java.util.Arrays;

/**
 * A hash table of keys that are hashes already, each with a record of whole numbers. It keeps them in arrays, by open
 * addressing: a record of two fields takes about 32 bytes. Many small parts grow one by one, so that growth never needs
 * the table's memory twice. Used by one thread.
 */
final class TrialTable {
    static final long NONE = -1;
    private static final int PARTS = 256;
    private static final int PART_BITS = 8;
    private static final int FIRST_RECORDS = 4;
    private static final double FULL = 0.8;
    private static final double GROWTH = 1.15;

    private final int width;
    private final long[][] parts = new long[PARTS][];
    private final int[] sizes = new int[PARTS];

    /** @param fields the numbers of a record beside its key */
    TrialTable(int fields) {
        this.width = fields + 1;
    }

    /** Returns the place of a key's record, which holds until the next {@link #add}; {@link #NONE} if there is none. */
    long find(long key) {
        int part = part(key);
        long[] records = parts[part];
        if (records == null) {
            return NONE;
        }
        int slot = slot(records, key);
        return records[slot] == key ? place(part, slot) : NONE;
    }

    /** Returns the place of a key's record, a new one of zeros if there was none. */
    long add(long key) {
        int part = part(key);
        if (parts[part] == null) {
            parts[part] = new long[FIRST_RECORDS * width];
        }
        int slot = slot(parts[part], key);
        if (parts[part][slot] == key) {
            return place(part, slot);
        }
        if (sizes[part] + 1 > FULL * (parts[part].length / width)) {
            grow(part);
            slot = slot(parts[part], key);
        }
        parts[part][slot] = key;
        sizes[part]++;
        return place(part, slot);
    }

    boolean contains(long key) {
        return find(key) != NONE;
    }

    /** @param field from 1; 0 is the key */
    long get(long place, int field) {
        return parts[(int) (place >>> Integer.SIZE)][(int) place + field];
    }

    void set(long place, int field, long value) {
        parts[(int) (place >>> Integer.SIZE)][(int) place + field] = value;
    }

    long size() {
        return Arrays.stream(sizes).asLongStream().sum();
    }

    private static int part(long key) {
        return (int) (key >>> Long.SIZE - PART_BITS);
    }

    private static long place(int part, int slot) {
        return (long) part << Integer.SIZE | slot;
    }

    /** Returns where the key is, or the first free slot where it would be. */
    private int slot(long[] records, long key) {
        int count = records.length / width;
        int slot = (int) Math.unsignedMultiplyHigh(key << PART_BITS, count) * width;
        while (records[slot] != 0 && records[slot] != key) {
            slot = slot + width == records.length ? 0 : slot + width;
        }
        return slot;
    }

    private void grow(int part) {
        long[] before = parts[part];
        int count = before.length / width;
        long[] after = new long[Math.max(count + 1, (int) (count * GROWTH)) * width];
        for (int from = 0; from < before.length; from += width) {
            if (before[from] != 0) {
                System.arraycopy(before, from, after, slot(after, before[from]), width);
            }
        }
        parts[part] = after;
    }
}
