package dev.ringback.outbox.drafts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringback.outbox.OutboxEntry.Kind;
import dev.ringback.outbox.OutboxEntry.State;
import dev.ringback.outbox.Outcome;
import dev.ringback.outbox.TransitionTable;
import dev.ringback.outbox.drafts.ModelTransitions.Persons;
import dev.ringback.outbox.drafts.Tables.Slip;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every course that the real tables allow, against a Hub, a wire, workers and persons that do what they may; and that the
 * walk would find it, were one of the tables wrong. {@code -Dringback.exploration.deeper=1} allows one accident more each.
 */
class ModelCheckerTest {
    private static final int DEEPER = Integer.getInteger("ringback.exploration.deeper", 0);
    private static final int MOST = DEEPER == 0 ? 4_000_000 : 60_000_000;

    private static final ModelTransitions.ModelBounds ORIGINATE = originate(0);

    private static ModelTransitions.ModelBounds originate(int forces) {
        return new ModelTransitions.ModelBounds(List.of(Kind.ORIGINATE), 0, 0, 3, 0, 1, forces, 0, 9, Persons.TOGETHER);
    }

    private static ModelTransitions.ModelBounds row(int accidents, int withdrawals, int changes) {
        return new ModelTransitions.ModelBounds(
                List.of(Kind.CONTACT), 2, 2, 2, 1, withdrawals, 0, changes, accidents, Persons.TOGETHER);
    }

    /** Two calls of which each gets a draft of its own, unless they share one. */
    private static ModelTransitions.ModelBounds two(Kind first, Persons persons, int accidents) {
        return new ModelTransitions.ModelBounds(List.of(first, Kind.CONTACT), 2, 2, 2, 0, 0, 0, 0, accidents, persons);
    }

    static Stream<Arguments> manyBounds() {
        return Stream.of(
                Arguments.of("an originate", ORIGINATE),
                Arguments.of("a row", row(2 + DEEPER, 0, 0)),
                Arguments.of("a row that is withdrawn", row(1 + DEEPER, 1, 0)),
                Arguments.of("a row, and the key, the row or the draft is changed", row(1 + DEEPER, 0, 1)),
                Arguments.of("two rows of a draft", two(Kind.CONTACT, Persons.TOGETHER, 1 + DEEPER)),
                Arguments.of("two calls of one person in two drafts", two(Kind.CONTACT, Persons.ONE, 1 + DEEPER)),
                Arguments.of("two calls of two persons in two drafts", two(Kind.CONTACT, Persons.APART, DEEPER)),
                Arguments.of("an originate and a row of one person", two(Kind.ORIGINATE, Persons.ONE, 1 + DEEPER)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manyBounds")
    void nothingRingsTwiceIsForgottenOrGetsStuck(String what, ModelTransitions.ModelBounds bounds) {
        ModelChecker.Result result = ModelChecker.of(bounds, Tables.REAL, MOST);
        System.out.printf(
                "explored %s: %d situations, %d moves, depth %d%n",
                what, result.situations(), result.moves(), result.depth());
        assertEquals(Optional.empty(), result.flaw());
        assertTrue(result.isComplete(), "gave up at " + result.situations() + " situations");
    }

    /** What is broken, and where it shows soonest. */
    static Stream<Arguments> broken() {
        TransitionTable startAgain = (kind, outcome) -> kind == Kind.START && outcome instanceof Outcome.Unknown
                ? new TransitionTable.Step(TransitionTable.Write.AGAIN, TransitionTable.Rows.RETRY_SAME_DRAFT)
                : TransitionTable.REAL.after(kind, outcome);
        TransitionTable noFence = (kind, outcome) -> kind == Kind.START && outcome instanceof Outcome.Unknown
                ? new TransitionTable.Step(TransitionTable.Write.UNKNOWN, TransitionTable.Rows.REBUILT)
                : TransitionTable.REAL.after(kind, outcome);
        TransitionTable originateAgain = (kind, outcome) -> kind == Kind.ORIGINATE && outcome instanceof Outcome.Unknown
                ? new TransitionTable.Step(TransitionTable.Write.AGAIN, TransitionTable.Rows.STAY)
                : TransitionTable.REAL.after(kind, outcome);
        Tables.ContactProofs oneReading =
                (status, endedSince, now, proofs) -> proofs.neverDialled().contains(status)
                        ? ContactProof.NEVER_DIALLED
                        : ContactProof.of(status, endedSince, now, proofs);
        TransitionTable deletedAnyway = (kind, outcome) -> kind == Kind.DELETE && outcome instanceof Outcome.HadStarted
                ? new TransitionTable.Step(TransitionTable.Write.SUPERSEDED, TransitionTable.Rows.REBUILT)
                : TransitionTable.REAL.after(kind, outcome);
        BiFunction<Kind, State, DraftTransition> neverRead = (kind, state) ->
                kind == Kind.START && state == State.DONE ? DraftTransition.NOTHING : DraftTransition.of(kind, state);
        return Stream.of(
                Arguments.of("an unknown start is tried again", Tables.REAL.with(startAgain), row(1, 0, 0)),
                Arguments.of("rows do not wait for the fence", Tables.REAL.with(noFence), row(1, 0, 0)),
                Arguments.of("a 409 is taken for a deletion", Tables.REAL.with(deletedAnyway), row(1, 0, 0)),
                Arguments.of("what was started is never read", Tables.REAL.withMoves(neverRead), row(0, 0, 0)),
                Arguments.of("an unknown originate is tried again", Tables.REAL.with(originateAgain), ORIGINATE),
                Arguments.of("one reading of a running campaign proves", Tables.REAL.with(oneReading), row(0, 0, 0)),
                Arguments.of("silence is taken for not sent", Tables.REAL.with(Slip.SILENCE_IS_NOT_SENT), ORIGINATE),
                Arguments.of("a 404 under another key proves", Tables.REAL.with(Slip.ANY_404_PROVES), row(1, 0, 1)),
                Arguments.of(
                        "a late create is recorded over the first",
                        Tables.REAL.with(Slip.LATE_CREATE_IS_RECORDED),
                        row(1, 0, 0)),
                Arguments.of(
                        "one claim asks for all its starts at once",
                        Tables.REAL.with(Slip.ONE_LOOK_FOR_ALL_STARTS),
                        two(Kind.CONTACT, Persons.ONE, 0)),
                Arguments.of("a given up start is due again", Tables.REAL.with(Slip.ALL_IS_NEWS), row(2, 0, 0)),
                Arguments.of("rows that rang are moved", Tables.REAL.with(Slip.ALL_ROWS_FOLLOW), row(1, 0, 0)),
                Arguments.of(
                        "a reading counts as new for ever", Tables.REAL.with(Slip.READINGS_NEVER_AGE), row(1, 0, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenTableIsFoundWithTheCourseToIt(String what, Tables tables, ModelTransitions.ModelBounds bounds) {
        Optional<String> flaw = ModelChecker.of(bounds, tables, MOST).flaw();
        assertTrue(flaw.isPresent(), what);
        System.out.println("if " + what + ":" + flaw.get());
    }

    @Test
    void oneClaimStartsDraftsOfTwoPersonsButNeverTwoOfOne() {
        Predicate<ModelState> areBothStarted =
                situation -> Arrays.stream(situation.rows).allMatch(row -> row.state == State.STARTED);
        Optional<String> course =
                ModelChecker.courseTo(two(Kind.CONTACT, Persons.APART, 0), Tables.REAL, MOST, areBothStarted);
        assertTrue(course.orElseThrow().contains("in one claim"), course.get());
        assertEquals(
                Optional.empty(),
                ModelChecker.courseTo(two(Kind.CONTACT, Persons.ONE, 0), Tables.REAL, MOST, areBothStarted));
    }

    @Test
    void onlyAPersonsForcedWordLetsItRingTwiceAndThatAlarms() {
        Optional<String> course = ModelChecker.courseTo(
                originate(1),
                Tables.REAL,
                MOST,
                situation -> situation.rows[0].dials == 2 && situation.rows[0].alarmed);
        assertTrue(course.orElseThrow().contains("FORCES"), course.get());
        assertFalse(ModelChecker.of(originate(1), Tables.REAL, MOST).flaw().isPresent());
    }
}
