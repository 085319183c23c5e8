package dev.ringback.rules;

import java.util.Arrays;

/** Finds the things whose calls are to a person, for rules with cancels by person. */
final class TrialPersons {
    private static final int PERSON = 1;
    private static final int SENDER = 2;
    private static final int HEAD = 1;
    private static final int FIRST = 1024;

    private final TrialKeys keys;
    private final TrialTable ofThing = new TrialTable(SENDER);
    private final TrialTable chains = new TrialTable(HEAD); // the newest node of each, plus 1
    private long[] things = new long[FIRST];
    private int[] next = new int[FIRST];
    private int count;
    private int free; // the first node that is not used any more, plus 1

    TrialPersons(TrialKeys keys) {
        this.keys = keys;
    }

    /** Stores whom the thing's call is to. */
    void put(TrialRule rule, long sender, long thing, long person) {
        long place = ofThing.add(thing);
        if (ofThing.get(place, PERSON) == person) {
            return;
        }
        ofThing.set(place, PERSON, person);
        ofThing.set(place, SENDER, sender);
        long chain = chains.add(keys.of(rule.key(), person));
        chains.set(chain, HEAD, node(thing, (int) chains.get(chain, HEAD)));
    }

    private int node(long thing, int after) {
        int node = free == 0 ? count : free - 1;
        if (free == 0) {
            count++;
            if (count > things.length) {
                things = Arrays.copyOf(things, things.length + things.length / 4);
                next = Arrays.copyOf(next, next.length + next.length / 4);
            }
        } else {
            free = next[node];
        }
        things[node] = thing;
        next[node] = after;
        return node + 1;
    }

    /** Takes a thing and its sender. */
    interface Taker {
        void take(long sender, long thing);
    }

    /**
     * Hands out the things whose call is to a person, and forgets them: {@link #put} keeps one whose call goes on.
     *
     * @param sender {@link TrialEnds#ANY} for those of all senders
     */
    void take(TrialRule rule, long sender, long person, Taker each) {
        long chain = chains.find(keys.of(rule.key(), person));
        int node = chain == TrialTable.NONE ? 0 : (int) chains.get(chain, HEAD);
        if (node != 0) {
            chains.set(chain, HEAD, 0);
        }
        while (node != 0) {
            long thing = things[node - 1];
            int after = next[node - 1];
            next[node - 1] = free;
            free = node;
            node = after;
            long place = ofThing.find(thing);
            if (ofThing.get(place, PERSON) == person) {
                long owner = ofThing.get(place, SENDER);
                ofThing.set(place, PERSON, 0);
                if (sender == TrialEnds.ANY || sender == owner) {
                    each.take(owner, thing);
                } else {
                    put(rule, owner, thing, person);
                }
            }
        }
    }
}
