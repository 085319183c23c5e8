#!/usr/bin/env bash
# Package: Agroal 3.0.1 (io.agroal:agroal-pool, agroal-narayana) with Narayana 7.3.3.Final and H2 2.4.240
# Guess:   If an AgroalPoolInterceptor throws while a connection is taken or given back, the caller gets the exception
#          and the pool is as it was.
# Seen:    onConnectionAcquire throws inside a JTA transaction: getConnection fails, but the connection is in the
#          transaction already and free in the pool too. If the transaction asks again it is given that connection, and
#          so is the next transaction: both write through one connection, the second reads what the first has not
#          committed, and commits it; the first one's rollback then undoes nothing.
#          onConnectionReturn throws: close fails, and the connection's place is lost. The metrics count no connection,
#          yet a pool of two gives out none after two of these.
# Source:  none found; seen by running
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/pom.xml" <<POM
<project>
 <modelVersion>4.0.0</modelVersion>
 <groupId>finding</groupId>
 <artifactId>finding</artifactId>
 <version>1</version>
 <packaging>pom</packaging>
 <dependencies>
  <dependency><groupId>io.agroal</groupId><artifactId>agroal-pool</artifactId><version>3.0.1</version></dependency>
  <dependency><groupId>io.agroal</groupId><artifactId>agroal-narayana</artifactId><version>3.0.1</version></dependency>
  <dependency><groupId>org.jboss.narayana.jta</groupId><artifactId>narayana-jta</artifactId><version>7.3.3.Final</version></dependency>
  <dependency><groupId>org.jboss.logging</groupId><artifactId>jboss-logging</artifactId><version>3.6.1.Final</version></dependency>
  <dependency><groupId>com.h2database</groupId><artifactId>h2</artifactId><version>2.4.240</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalPoolInterceptor;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

class Finding {
    private static boolean throwsOnAcquire;
    private static boolean throwsOnReturn;

    private static final AgroalPoolInterceptor INTERCEPTOR = new AgroalPoolInterceptor() {
        @Override
        public void onConnectionAcquire(Connection connection) {
            if (throwsOnAcquire) {
                throw new IllegalStateException("on acquire");
            }
        }

        @Override
        public void onConnectionReturn(Connection connection) {
            if (throwsOnReturn) {
                throw new IllegalStateException("on return");
            }
        }
    };

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        TransactionManager transactions = com.arjuna.ats.jta.TransactionManager.transactionManager();
        try (AgroalDataSource pool = pool("acquire", transactions)) {
            onAcquire(pool, transactions);
        }
        try (AgroalDataSource pool = pool("return", transactions)) {
            onReturn(pool);
        }
        System.exit(changed ? 1 : 0);
    }

    private static void onAcquire(AgroalDataSource pool, TransactionManager transactions) throws Exception {
        transactions.begin();
        throwsOnAcquire = true;
        expect("taken while onConnectionAcquire throws", "IllegalStateException", taken(pool));
        throwsOnAcquire = false;
        Connection first = pool.getConnection();
        execute(first, "INSERT INTO item VALUES ('of the first')");
        Transaction suspended = transactions.suspend();

        transactions.begin();
        Connection second = pool.getConnection();
        expect("two open transactions have the same connection", true, real(first) == real(second));
        expect("uncommitted rows of the first that the second reads", 1, count(second));
        transactions.commit();

        transactions.resume(suspended);
        transactions.rollback();
        try (Connection later = pool.getConnection()) {
            expect("rows of the first after its rollback", 1, count(later));
        }
    }

    private static void onReturn(AgroalDataSource pool) throws SQLException {
        throwsOnReturn = true;
        expect("taken while onConnectionReturn throws", "IllegalStateException", taken(pool));
        expect("the same once more", "IllegalStateException", taken(pool));
        throwsOnReturn = false;
        expect("connections in use, by the metrics", 0, pool.getMetrics().activeCount());
        expect("taken afterwards", "SQLException", taken(pool));
    }

    private static AgroalDataSource pool(String name, TransactionManager transactions) throws SQLException {
        var registry =
                new com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple();
        AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(true)
                .connectionPoolConfiguration(configuration -> configuration
                        .maxSize(2)
                        .acquisitionTimeout(Duration.ofSeconds(1))
                        .transactionIntegration(new NarayanaTransactionIntegration(transactions, registry))
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1")))
                .get());
        pool.setPoolInterceptors(List.of(INTERCEPTOR));
        try (Connection connection = pool.getConnection()) {
            execute(connection, "CREATE TABLE item (name varchar)");
        }
        return pool;
    }

    private static String taken(AgroalDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            return "a connection";
        } catch (SQLException | RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static Connection real(Connection connection) throws SQLException {
        return connection.unwrap(org.h2.jdbc.JdbcConnection.class);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM item")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static boolean changed;

    private static void expect(String what, Object written, Object seen) {
        boolean same = String.valueOf(written).equals(String.valueOf(seen));
        changed |= !same;
        System.out.println((same ? "as written  " : "CHANGED     ") + what + ": " + seen
                + (same ? "" : " (written here: " + written + ")"));
    }
}
JAVA
cd "$work"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Djava.io.tmpdir="$work" -cp "$work/lib/*" Finding.java
