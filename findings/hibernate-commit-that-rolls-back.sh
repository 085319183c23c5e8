#!/usr/bin/env bash
# Package: Hibernate ORM 7.2.14.Final (org.hibernate.orm:hibernate-core), native SessionFactory, on PostgreSQL 18.6
#          (io.zonky.test.postgres, 18.6.0)
# Guess:   A failed statement can be taken back by a savepoint: roll back to it, go on, commit. If that were not
#          allowed, commit() would throw.
# Seen:    After a constraint violation of Hibernate's own statement and a rollback to the savepoint the database goes
#          on, but Hibernate has marked the transaction. commit() returns normally and has rolled everything back. With
#          hibernate.jpa.compliance.transaction=true it throws instead. The same statement through plain JDBC in doWork
#          marks nothing, and neither does a NoResultException.
# Source:  Jakarta Persistence names the exceptions that mark a transaction, and Hibernate's
#          AvailableSettings.JPA_TRANSACTION_COMPLIANCE leaves the rest to a setting; none found that says commit is
#          silent
# Exit:    0 as written here; 1 if a behaviour has changed; 2 if the packages could not be fetched.
set -euo pipefail

sed -n '2,/^# Exit:/s/^# //p' "$0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $(uname -m) in aarch64) arch=arm64v8 ;; *) arch=amd64 ;; esac
cat >"$work/pom.xml" <<POM
<project>
 <modelVersion>4.0.0</modelVersion>
 <groupId>finding</groupId>
 <artifactId>finding</artifactId>
 <version>1</version>
 <packaging>pom</packaging>
 <dependencies>
  <dependency><groupId>org.hibernate.orm</groupId><artifactId>hibernate-core</artifactId><version>7.2.14.Final</version></dependency>
  <dependency><groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version><exclusions><exclusion><groupId>io.zonky.test.postgres</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
  <dependency><groupId>io.zonky.test.postgres</groupId><artifactId>embedded-postgres-binaries-linux-${arch}</artifactId><version>18.6.0</version></dependency>
  <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId><version>42.7.13</version></dependency>
  <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
 </dependencies>
</project>
POM
mvn -q -B -f "$work/pom.xml" -Dmaven.repo.local="$work/repository" -DoutputDirectory="$work/lib" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 2; }
cat >"$work/Finding.java" <<'JAVA'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Savepoint;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.cfg.Configuration;

public class Finding {
    private static final String TWICE = "INSERT INTO Item (id) VALUES (1)";

    @Entity(name = "Item")
    public static class Item {
        @Id
        int id;

        protected Item() {}

        Item(int id) {
            this.id = id;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            try (SessionFactory factory = factory(url, false)) {
                expect("insert by the session", "commit returned, rows stored: 0", run(factory, session -> {
                    session.persist(new Item(1));
                    session.flush();
                }));
                expect("insert by createNativeMutationQuery", "commit returned, rows stored: 0", run(factory,
                        session -> session.createNativeMutationQuery(TWICE).executeUpdate()));
                expect("insert by doWork", "commit returned, rows stored: 1", run(factory,
                        session -> session.doWork(connection -> connection.createStatement().execute(TWICE))));
                expect("a query without a result", "commit returned, rows stored: 1", run(factory,
                        session -> session.createQuery("from Item where id = 2", Item.class).getSingleResult()));
            }
            try (SessionFactory factory = factory(url, true)) {
                expect("insert by createNativeMutationQuery, JPA compliance",
                        "commit threw RollbackException, rows stored: 0", run(factory,
                        session -> session.createNativeMutationQuery(TWICE).executeUpdate()));
            }
        }
        System.exit(changed ? 1 : 0);
    }

    private static SessionFactory factory(String url, boolean isCompliant) {
        return new Configuration()
                .addAnnotatedClass(Item.class)
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .setProperty("hibernate.jpa.compliance.transaction", String.valueOf(isCompliant))
                .buildSessionFactory();
    }

    /** Inserts the row 1, lets something fail behind a savepoint, rolls back to the savepoint and commits. */
    private static String run(SessionFactory factory, Consumer<Session> failure) {
        factory.inTransaction(session -> session.createMutationQuery("delete from Item").executeUpdate());
        String commit;
        try (Session session = factory.openSession()) {
            Transaction transaction = session.beginTransaction();
            session.createNativeMutationQuery(TWICE).executeUpdate();
            Savepoint savepoint = session.doReturningWork(connection -> connection.setSavepoint());
            try {
                failure.accept(session);
                throw new AssertionError("it did not fail");
            } catch (RuntimeException expected) {
                session.doWork(connection -> connection.rollback(savepoint));
            }
            try {
                transaction.commit();
                commit = "returned";
            } catch (RuntimeException e) {
                commit = "threw " + e.getClass().getSimpleName();
            }
        }
        return "commit " + commit + ", rows stored: " + factory.fromSession(
                session -> session.createQuery("select count(*) from Item", Long.class).getSingleResult());
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
"${JAVA_HOME:+$JAVA_HOME/bin/}javac" -proc:none -cp "lib/*" Finding.java
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Djava.io.tmpdir="$work" -cp "$work:$work/lib/*" Finding
