package dev.ringback.rules;

import java.time.Instant;

/**
 * Holds the newest fact and the call of each thing of a trial, packed into two numbers. A place holds until the next {@link
 * #add}.
 *
 * <table>
 *   <caption>From the highest bit on</caption>
 *   <tr><td>first<td>51 bits: the fact's time in microseconds from 2010 on, until 2081<td>13 bits: the high part of
 *       its tie
 *   <tr><td>second<td>39 bits: the milliseconds from the fact to the call, signed<td>1 bit: the thing has ended<td>5 bits: the
 *       hour of the person's day<td>3 bits: the holder<td>16 bits: the low part of the tie
 * </table>
 */
final class TrialThings {
    private static final int FACT = 1;
    private static final int CALL = 2;

    private static final int LOW_TIE_BITS = 16;
    private static final int HIGH_TIE_BITS = TrialKeys.TIE_BITS - LOW_TIE_BITS;
    private static final long LOW_TIE = (1L << LOW_TIE_BITS) - 1;
    private static final long HIGH_TIE = (1L << HIGH_TIE_BITS) - 1;
    private static final int HOUR_SHIFT = LOW_TIE_BITS + 3;
    private static final long HOLDER = 7L << LOW_TIE_BITS;
    private static final long HOUR = 31L << HOUR_SHIFT;
    private static final long ENDED = 1L << HOUR_SHIFT + 5;
    private static final int DUE_SHIFT = HOUR_SHIFT + 6;
    private static final long DUE = -1L << DUE_SHIFT;
    private static final long FARTHEST = (1L << Long.SIZE - DUE_SHIFT - 1) - 1;
    private static final long MILLI = 1_000; // microseconds
    private static final long EPOCH = TrialKeys.micros(Instant.parse("2010-01-01T00:00:00Z")); // no webhook is older

    /** The call that holds a thing. */
    enum Holder {
        /** No call holds it: a fact may create one. */
        NONE,
        WAITING,
        PLACED,
        /** Cancelled for good by an event. */
        CANCELLED,
        /** Cancelled, since a newer fact about its person has the person's place in the campaign. */
        GATHERED_ANEW
    }

    private static final Holder[] HOLDERS = Holder.values();

    private final TrialTable table = new TrialTable(CALL);

    long find(long thing) {
        return table.find(thing);
    }

    long add(long thing) {
        return table.add(thing);
    }

    /** Whether a fact about the thing is known that is newer. Equal facts are the same. */
    boolean isNewerKnown(long place, long asOf, long tie) {
        long known = asOf(place);
        return known > asOf || known == asOf && tie(place) > tie;
    }

    boolean isSame(long place, long asOf, long tie) {
        return asOf(place) == asOf && tie(place) == tie;
    }

    /** Stores a newer fact. The thing's call stays as it is. */
    void setFact(long place, long asOf, long tie) {
        long due = due(place);
        table.set(place, FACT, Math.max(0, asOf - EPOCH) << HIGH_TIE_BITS | tie >>> LOW_TIE_BITS);
        set(place, ~LOW_TIE, tie & LOW_TIE);
        setDue(place, holder(place) == Holder.NONE ? asOf : due);
    }

    /** Returns the time of the newest fact; the year 2010 if none is known. */
    long asOf(long place) {
        return EPOCH + (table.get(place, FACT) >>> HIGH_TIE_BITS);
    }

    private long tie(long place) {
        return (table.get(place, FACT) & HIGH_TIE) << LOW_TIE_BITS | table.get(place, CALL) & LOW_TIE;
    }

    Holder holder(long place) {
        return HOLDERS[(int) ((table.get(place, CALL) & HOLDER) >>> LOW_TIE_BITS)];
    }

    /** Returns when the thing's last call is due, to the millisecond at or after. */
    long due(long place) {
        return asOf(place) + (table.get(place, CALL) >> DUE_SHIFT) * MILLI;
    }

    /** Returns the hour of the person's day when the thing's last call is due. */
    int hour(long place) {
        return (int) ((table.get(place, CALL) & HOUR) >>> HOUR_SHIFT);
    }

    void setHolder(long place, Holder holder) {
        set(place, ~HOLDER, (long) holder.ordinal() << LOW_TIE_BITS);
    }

    void setWaiting(long place, long due, int hour) {
        setHolder(place, Holder.WAITING);
        set(place, ~HOUR, (long) hour << HOUR_SHIFT);
        setDue(place, due);
    }

    /** @param due counts as 8 years from the fact if it is farther */
    private void setDue(long place, long due) {
        long wait = Math.clamp(Math.ceilDiv(due - asOf(place), MILLI), -FARTHEST, FARTHEST);
        set(place, ~DUE, wait << DUE_SHIFT);
    }

    boolean isEnded(long place) {
        return (table.get(place, CALL) & ENDED) != 0;
    }

    void setEnded(long place) {
        set(place, ~ENDED, ENDED);
    }

    private void set(long place, long kept, long bits) {
        table.set(place, CALL, table.get(place, CALL) & kept | bits);
    }

    long size() {
        return table.size();
    }
}
