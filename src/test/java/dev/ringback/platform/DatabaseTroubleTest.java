package dev.ringback.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.hibernate.exception.GenericJDBCException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTroubleTest {
    private static RuntimeException wrapped(SQLException e) {
        return new IllegalStateException("outer", new GenericJDBCException("could not", e));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08001", "53300", "57P01", "57P03", "25006", "25P03", "58030"})
    void aServerThatIsAwayOrTakesNoWritesIsAbsent(String state) {
        RuntimeException failure = wrapped(new SQLException("it is away\nDETAIL: a row", state));
        assertThat(DatabaseTrouble.isAbsence(failure)).isTrue();
        assertThat(DatabaseTrouble.in(failure)).hasValue("it is away");
    }

    @Test
    void aLostConnectionIsToldWithItsReason() {
        SQLException lost =
                new SQLException("An I/O error occurred.", "08006", new SocketTimeoutException("Read timed out"));
        assertThat(DatabaseTrouble.in(wrapped(lost))).hasValue("An I/O error occurred. (Read timed out)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "40P01", "22003"})
    void aMistakeOfOursIsNone(String state) {
        RuntimeException failure = wrapped(new SQLException("a mistake", state));
        assertThat(DatabaseTrouble.isAbsence(failure)).isFalse();
        assertThat(DatabaseTrouble.in(failure)).isEmpty();
    }

    @Test
    void aStatementThatTookTooLongIsTroubleButNoAbsence() {
        RuntimeException failure = wrapped(new SQLException("canceling statement due to statement timeout", "57014"));
        assertThat(DatabaseTrouble.isAbsence(failure)).isFalse();
        assertThat(DatabaseTrouble.in(failure)).isPresent();
    }

    @Test
    void whatIsHiddenAmongTheSuppressedIsFound() {
        RuntimeException rolledBack = new IllegalStateException("rolled back");
        rolledBack.addSuppressed(new SQLException("gone", "08006"));
        assertThat(DatabaseTrouble.isAbsence(rolledBack)).isTrue();
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD) // an endless loop hears no interrupt
    void aCircleOfCausesEnds() {
        IllegalStateException inner = new IllegalStateException("inner");
        RuntimeException outer = new IllegalStateException("outer", inner);
        inner.initCause(outer);
        assertThat(DatabaseTrouble.isAbsence(outer)).isFalse();
    }

    @Test
    void aRefusedConnectionIsAbsentAndAnyOtherExceptionIsNot() {
        assertThat(DatabaseTrouble.in(new IllegalStateException(new UnusableDatabaseException("a standby"))))
                .hasValue("a standby");
        assertThat(DatabaseTrouble.in(new SQLException("no state"))).isEmpty();
        assertThat(DatabaseTrouble.in(new IllegalStateException())).isEmpty();
    }
}
