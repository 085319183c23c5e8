package dev.ringback.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringback.ServiceDriver;
import dev.ringback.platform.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where numbers may be rung is a gate of the claim, not only of the decision; so is what kind of number it is. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, scope = TestResourceScope.GLOBAL)
class AllowedCountriesTest {
    private static final String ANN = "+12025550141";
    private static final String PREMIUM = "+19005550141"; // a premium-rate number of the North American plan

    private final ServiceDriver world;
    private final Session database;
    private final EntryMoves moves;
    private final EntryPersons persons;
    private final DraftRows rows;
    private final OutcomeRecorder outcomes;
    private final Quota quota;
    private final NumberCheck numbers;

    AllowedCountriesTest(
            ServiceDriver world,
            Session database,
            EntryMoves moves,
            EntryPersons persons,
            DraftRows rows,
            OutcomeRecorder outcomes,
            Quota quota,
            NumberCheck numbers) {
        this.world = world;
        this.database = database;
        this.moves = moves;
        this.persons = persons;
        this.rows = rows;
        this.outcomes = outcomes;
        this.quota = quota;
        this.numbers = numbers;
    }

    @BeforeEach
    void start() {
        world.reset();
        world.toMondayNoon();
    }

    private static Gates allowing(String... countries) {
        return new Gates(Duration.ofMinutes(15), new AllowedCountries(Optional.of(Set.of(countries))));
    }

    private List<UUID> claimable(Gates gates) {
        return QuarkusTransaction.requiringNew()
                .call(() -> gates.bind(
                                database.createNativeQuery(
                                        "SELECT e.id FROM outbox_entry e WHERE " + Gates.open(), UUID.class),
                                moves.now())
                        .getResultList());
    }

    @Test
    void aCallWhoseCountryIsNotAllowedAnyMoreIsNotClaimed() {
        UUID call = world.dueCall(ANN);
        assertThat(claimable(allowing("GB", "IN"))).isEmpty();
        assertThat(claimable(allowing("US"))).containsExactly(call);
    }

    @Test
    void aCallOfAnOlderReleaseWaitsUntilASweepHasFoundItsCountry() {
        UUID call = world.dueCall(ANN);
        world.run("UPDATE outbox_entry SET country = NULL");
        Gates gates = allowing("US");
        assertThat(claimable(gates)).isEmpty();
        QuarkusTransaction.requiringNew()
                .run(() -> new EntrySweeper(database, moves, persons, rows, outcomes, quota, gates, numbers).sweep());
        assertThat(claimable(gates)).containsExactly(call);
    }

    @Test
    void aNumberThatMayNotBeRungByWhatIsKnownNowIsRefusedWhenItIsDue() {
        UUID call = world.dueCall(ANN);
        world.run("INSERT INTO person (number) VALUES ('" + PREMIUM + "')");
        world.run("UPDATE outbox_entry SET planned = planned + 1, person = '" + PREMIUM
                + "'"); // as decided by a library that knew no better
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("refused");
        assertThat(world.call(call).getString("reason")).isEqualTo("bad_number");
        assertThat(world.hub().rings()).isEmpty();
    }

    @Test
    void suchANumberComesIntoNoDraft() {
        UUID call = world.dueReminder(ANN);
        world.run("INSERT INTO person (number) VALUES ('" + PREMIUM + "')");
        world.run("UPDATE outbox_entry SET planned = planned + 1, person = '" + PREMIUM + "'");
        assertThat(world.send()).isZero();
        assertThat(world.stateOf(call)).isEqualTo("refused");
        assertThat(world.number("SELECT count(*) FROM draft")).isZero();
    }

    @Test
    void aDraftWithSuchANumberIsNotStarted() {
        UUID call = world.dueReminder(ANN);
        assertThat(world.send()).isOne(); // its draft is created
        world.run("INSERT INTO person (number) VALUES ('" + PREMIUM + "')");
        world.run("UPDATE outbox_entry SET planned = planned + 1, person = '" + PREMIUM + "' WHERE kind = 'CONTACT'");
        world.send();
        world.send();
        assertThat(world.stateOf(call)).isEqualTo("refused");
        assertThat(world.call(call).getString("reason")).isEqualTo("bad_number");
        assertThat(world.number("SELECT count(*) FROM outbox_entry WHERE kind = 'START' AND state = 'DONE'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UK", "Germany", "", "U"})
    void whatIsNoCountrysCodeIsRefusedByName(String code) {
        assertThatThrownBy(() -> allowing("US", code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ringback.allowed-countries")
                .hasMessageContaining("'" + code + "'");
    }

    @Test
    void aCodeCountsInAnyCase() {
        UUID call = world.dueCall(ANN);
        assertThat(claimable(allowing(" us "))).containsExactly(call);
    }
}
