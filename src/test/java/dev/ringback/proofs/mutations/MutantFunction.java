package dev.ringback.proofs.mutations;

import io.quarkus.arc.Arc;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** The functions of a migration with a changed text in the running database, until it is closed. */
final class MutantFunction implements AutoCloseable {
    private static final Pattern FUNCTION =
            Pattern.compile("CREATE (?:OR REPLACE )?FUNCTION .*?\\$\\$.*?\\$\\$;", Pattern.DOTALL);

    private final String original;

    MutantFunction(String original, String mutated) {
        this.original = original;
        install(mutated);
    }

    @Override
    public void close() {
        install(original);
    }

    private static void install(String migration) {
        List<String> functions = FUNCTION.matcher(migration)
                .results()
                .map(MatchResult::group)
                .map(text -> text.replaceFirst("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
                .toList();
        if (functions.isEmpty()) {
            throw new IllegalStateException("the migration has no function");
        }
        DataSource database = Arc.container().instance(DataSource.class).get();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String function : functions) {
                statement.execute(function);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the mutation is no SQL: " + e.getMessage(), e);
        }
    }
}
