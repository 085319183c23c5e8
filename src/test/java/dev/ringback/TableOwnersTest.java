package dev.ringback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringback.TableAccess.Access;
import dev.ringback.TableAccess.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A table has one owner, the only package that writes it. Only packages after the owner in the order read it. */
class TableOwnersTest {
    /** A package, relative to {@code dev.ringback}, that touches tables of others all the same. */
    private record Allowed(String touchedBy, Kind kind, Set<String> tables, String reason) {
        boolean covers(Access access) {
            return access.touchedBy().equals(touchedBy) && access.kind() == kind && tables.contains(access.table());
        }
    }

    private static final List<Allowed> EXCEPTIONS = List.of(
            new Allowed(
                    "alerts",
                    Kind.WRITES,
                    Set.of("alarm"),
                    "A round takes alarms out and makes alerts of them by one statement, so that none is lost between."),
            new Allowed(
                    "outbox",
                    Kind.WRITES,
                    Set.of("audit"),
                    "The guard pauses on a connection that is not in the pool yet, and audits by the same statement."),
            new Allowed(
                    "outbox",
                    Kind.WRITES,
                    Set.of("installation"),
                    "The guard stores the accepted identity beside the clock's columns, in the one row of the table."),
            new Allowed(
                    "outbox",
                    Kind.READS,
                    Set.of("person"),
                    "It locks persons in the one order. Only the statement that makes new rows is in the owner."),
            new Allowed(
                    "outbox",
                    Kind.READS,
                    Set.of("call"),
                    "Locks, ages and metrics of entries need the call's next person, rule and source in the same statement."),
            new Allowed(
                    "outbox",
                    Kind.READS,
                    Set.of("draft", "draft_row"),
                    "Claims of steps ask for the other drafts of the series and the number of rows, under the claim's locks."),
            new Allowed(
                    "outbox",
                    Kind.READS,
                    Set.of("call_limit", "consent", "law", "opt_out", "rule_switch", "rules_active"),
                    "All gates of a call are shown by the conditions that the function outbox_gate asks one after another."),
            new Allowed(
                    "calls",
                    Kind.WRITES,
                    Set.of("outbox_entry"),
                    "An end that nobody can read holds many entries with their calls by one statement, without locks of persons."),
            new Allowed(
                    "outbox.drafts",
                    Kind.READS,
                    Set.of("consent"),
                    "Which rows a draft must lose is asked together with its rows."),
            new Allowed(
                    "calls",
                    Kind.READS,
                    Set.of("campaign"),
                    "Which calls follow a campaign's edit is asked together with the calls."),
            new Allowed(
                    "calls.campaigns",
                    Kind.READS,
                    Set.of("rules_active"),
                    "A confirmed upload names the active version of the rules, as each call must."),
            new Allowed(
                    "rules",
                    Kind.WRITES,
                    Set.of("call", "call_timeline", "campaign", "ending", "matter_fact", "outbox_entry", "pause"),
                    "An activation renames and holds all open calls of a rule, with all that bears its name."));

    private final Map<String, String> owners = TableOwners.byTable();
    private final List<Access> accesses = TableAccess.to(owners.keySet());

    @Test
    void onlyTheOwnerWritesATable() {
        assertThat(accesses)
                .filteredOn(access -> access.kind() == Kind.WRITES)
                .filteredOn(access -> !access.touchedBy().equals(owners.get(access.table())))
                .filteredOn(Predicate.not(TableOwnersTest::isExcepted))
                .as("places that write a table of another package")
                .isEmpty();
    }

    @Test
    void onlyPackagesAfterTheOwnerReadATable() {
        assertThat(accesses)
                .filteredOn(access -> access.kind() == Kind.READS)
                .filteredOn(access -> !access.touchedBy().equals(owners.get(access.table())))
                .filteredOn(access -> place(access.touchedBy()) < place(owners.get(access.table())))
                .filteredOn(Predicate.not(TableOwnersTest::isExcepted))
                .as("places that read a table of a later package")
                .isEmpty();
    }

    @Test
    void eachOwnerIsAPackageThatWritesItsTables() {
        Set<String> unwritten = new HashSet<>(owners.keySet());
        accesses.stream()
                .filter(access ->
                        access.kind() == Kind.WRITES && access.touchedBy().equals(owners.get(access.table())))
                .forEach(access -> unwritten.remove(access.table()));
        assertThat(unwritten).as("tables that their owner does not write").isEmpty();
    }

    @Test
    void eachExceptionIsNeeded() {
        assertThat(EXCEPTIONS)
                .allSatisfy(exception -> assertThat(exception.tables())
                        .as("%s %s", exception.touchedBy(), exception.kind())
                        .allMatch(table -> accesses.stream()
                                .filter(exception::covers)
                                .anyMatch(access -> access.table().equals(table))));
    }

    /** {@link TableAccess} finds tables by keywords in capitals. */
    @Test
    void statementsHaveTheirKeywordsInCapitals() {
        assertThat(accesses).hasSizeGreaterThan(300);
        assertThat(accesses).filteredOn(access -> access.kind() == Kind.UNSURE).isEmpty();
    }

    private static boolean isExcepted(Access access) {
        return EXCEPTIONS.stream().anyMatch(exception -> exception.covers(access));
    }

    /** Packages within one package of the order share its place. What is in none, such as the entry point, comes last. */
    private static int place(String name) {
        for (String outer = name; !outer.isEmpty(); outer = outer.substring(0, Math.max(0, outer.lastIndexOf('.')))) {
            if (ArchitectureTest.ORDER.contains(outer)) {
                return ArchitectureTest.ORDER.indexOf(outer);
            }
        }
        return ArchitectureTest.ORDER.size();
    }
}
