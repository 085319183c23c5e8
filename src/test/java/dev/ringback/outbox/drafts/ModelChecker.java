package dev.ringback.outbox.drafts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Walks through every situation that can be reached, the nearest first, so that what it finds has the shortest course. At
 * the end it looks for situations from which no call can end any more, or only wrongly.
 */
final class ModelChecker {
    /**
     * What came of it.
     *
     * @param flaw in words, with the shortest course to it; empty if there is none
     * @param isComplete false if it found a flaw or gave up at the most situations it may look at
     */
    record Result(int situations, long moves, int depth, boolean isComplete, Optional<String> flaw) {}

    private final ModelTransitions moves;
    private final int most;
    private final List<byte[]> seen = new ArrayList<>();
    private int[] table = new int[1 << 16];
    private int[] parents = new int[1 << 16];
    private int[] edges = new int[1 << 18];
    private int[] edgesOf = new int[1 << 16];
    private int edgeCount;
    private long moveCount;
    private int at;
    private String flaw;

    private ModelChecker(ModelTransitions moves, int most) {
        this.moves = moves;
        this.most = most;
        Arrays.fill(table, -1);
    }

    static Result of(ModelTransitions.ModelBounds bounds, Tables tables, int most) {
        return new ModelChecker(new ModelTransitions(bounds, tables), most).explore(bounds.start());
    }

    /** The shortest course to such a situation, in words. */
    static Optional<String> courseTo(
            ModelTransitions.ModelBounds bounds, Tables tables, int most, Predicate<ModelState> wanted) {
        ModelChecker checker = new ModelChecker(new ModelTransitions(bounds, tables), most);
        checker.note(bounds.start().bytes(), -1);
        for (; checker.at < checker.seen.size(); checker.at++) {
            if (wanted.test(checker.moves.read(checker.seen.get(checker.at)))) {
                return Optional.of(checker.course(checker.at));
            }
            checker.expand();
        }
        return Optional.empty();
    }

    private Result explore(ModelState start) {
        note(start.bytes(), -1);
        while (at < seen.size() && flaw == null && seen.size() <= most) {
            expand();
            at++;
        }
        boolean isComplete = at == seen.size() && flaw == null;
        if (isComplete) {
            lookForDeadEnds();
        }
        return new Result(
                seen.size(), moveCount, depth(seen.size() - 1), isComplete && flaw == null, Optional.ofNullable(flaw));
    }

    private void expand() {
        edgesOf = grown(edgesOf, at + 1);
        edgesOf[at] = edgeCount;
        moves.from(seen.get(at), new ModelTransitions.Sink() {
            @Override
            public void to(byte[] next, boolean goesOn, String words, int which) {
                moveCount++;
                int index = note(next, at);
                if (goesOn && index != at) {
                    edges = grown(edges, edgeCount);
                    edges[edgeCount++] = index;
                }
            }

            @Override
            public void forbidden(String why, String words, int which) {
                if (flaw == null) {
                    flaw = course(at) + "\n  then: " + words.formatted(which) + "\n  FLAW: " + why;
                }
            }
        });
        edgesOf = grown(edgesOf, at + 1);
        edgesOf[at + 1] = edgeCount;
    }

    /** Returns the situation's number, a new one if it was not seen before. */
    private int note(byte[] situation, int parent) {
        if (seen.size() * 2 > table.length) {
            rehash();
        }
        int slot = slot(situation);
        if (table[slot] < 0) {
            table[slot] = seen.size();
            parents = grown(parents, seen.size());
            parents[seen.size()] = parent;
            seen.add(situation);
        }
        return table[slot];
    }

    private int slot(byte[] situation) {
        int hash = Arrays.hashCode(situation) * 0x9E3779B9;
        int slot = (hash ^ hash >>> 15) & table.length - 1;
        while (table[slot] >= 0 && !Arrays.equals(seen.get(table[slot]), situation)) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private void rehash() {
        table = new int[table.length * 4];
        Arrays.fill(table, -1);
        for (int i = 0; i < seen.size(); i++) {
            table[slot(seen.get(i))] = i;
        }
    }

    private static int[] grown(int[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, Math.max(index + 1, array.length * 2));
    }

    /** Backwards from where all calls have ended rightly or are visibly unknown: what is not met can never get there. */
    private void lookForDeadEnds() {
        int[] begin = new int[seen.size() + 1];
        for (int e = 0; e < edgeCount; e++) {
            begin[edges[e] + 1]++;
        }
        Arrays.setAll(begin, i -> i == 0 ? 0 : begin[i] + begin[i - 1]);
        int[] back = new int[edgeCount];
        int[] next = begin.clone();
        for (int from = 0; from < seen.size(); from++) {
            for (int e = edgesOf[from]; e < edgesOf[from + 1]; e++) {
                back[next[edges[e]]++] = from;
            }
        }
        BitSet canEnd = endings();
        ArrayDeque<Integer> open = new ArrayDeque<>(canEnd.stream().boxed().toList());
        while (!open.isEmpty()) {
            int to = open.poll();
            for (int e = begin[to]; e < begin[to + 1]; e++) {
                if (!canEnd.get(back[e])) {
                    canEnd.set(back[e]);
                    open.add(back[e]);
                }
            }
        }
        int stuck = canEnd.nextClearBit(0);
        if (stuck < seen.size()) {
            flaw = course(stuck) + "\n  FLAW: from here no call can end rightly any more, nor be shown as unknown";
        }
    }

    private BitSet endings() {
        BitSet endings = new BitSet(seen.size());
        for (int i = 0; i < seen.size(); i++) {
            ModelState situation = moves.read(seen.get(i));
            boolean isOver = Arrays.stream(situation.rows).allMatch(ModelChecker::isRightlyOver);
            endings.set(i, isOver || situation.isFull()); // what the model has no room for proves nothing
        }
        return endings;
    }

    private static boolean isRightlyOver(ModelState.Row row) {
        return switch (row.state) {
            case DONE, UNKNOWN -> true;
            case REFUSED, CANCELLED, EXPIRED -> row.dials == 0 || row.forced;
            case DUE, SENDING, STARTED -> false;
        };
    }

    private int depth(int index) {
        int depth = 0;
        for (int i = index; parents[i] >= 0; i = parents[i]) {
            depth++;
        }
        return depth;
    }

    private String course(int index) {
        List<Integer> path = new ArrayList<>();
        for (int i = index; i >= 0; i = parents[i]) {
            path.addFirst(i);
        }
        StringBuilder words = new StringBuilder();
        for (int i = 1; i < path.size(); i++) {
            words.append("\n  ").append(i).append(". ").append(words(seen.get(path.get(i - 1)), seen.get(path.get(i))));
        }
        return words.toString();
    }

    private String words(byte[] from, byte[] to) {
        List<String> found = new ArrayList<>();
        moves.from(from, new ModelTransitions.Sink() {
            @Override
            public void to(byte[] next, boolean goesOn, String words, int which) {
                if (Arrays.equals(next, to)) {
                    found.add(words.formatted(which));
                }
            }

            @Override
            public void forbidden(String why, String words, int which) {}
        });
        return found.getFirst();
    }
}
