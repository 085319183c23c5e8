package dev.ringback.platform;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;

/** A factory opens connections beside the pool, to the same address and as the same role. */
final class DatabaseConnections {
    private DatabaseConnections() {}

    /**
     * Opens a connection. The pool's interceptors do not see it, and the caller must close it.
     *
     * @param name the connection's name in the server's list of sessions
     */
    static PgConnection open(AgroalDataSource pool, String name) throws SQLException {
        AgroalConnectionFactoryConfiguration like =
                pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        Properties properties = new Properties();
        properties.putAll(like.jdbcProperties());
        if (like.principal() != null) {
            properties.setProperty("user", like.principal().getName());
        }
        like.credentials().stream()
                .filter(SimplePassword.class::isInstance)
                .map(credential -> ((SimplePassword) credential).getWord())
                .forEach(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", name);
        return (PgConnection) new Driver().connect(like.jdbcUrl(), properties);
    }
}
