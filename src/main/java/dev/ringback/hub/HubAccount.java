package dev.ringback.hub;

import dev.ringback.platform.Loopback;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Hub account that this process dials through, as far as the configuration shows it.
 *
 * <p>No endpoint of the Hub names the account of a key, and keys are replaced now and then. A key has the form {@code
 * sk_live_<account>_<rest>} (docs/HUB.md), and an account may contain underscores. So only the account's text up to its
 * first underscore is certain: keys that differ there belong to different accounts.
 *
 * @param address the normalised base address, or {@link #LOOPBACK} for every address of this machine
 * @param account the account's slug or its certain prefix; null if neither is known, and always for loopback
 */
public record HubAccount(String address, String account) {
    public static final String LOOPBACK = "loopback";
    private static final Pattern KEY = Pattern.compile("sk_live_([a-z0-9][a-z0-9-]{0,62})_.+");

    /** Reads address and account from the configuration. It accepts any address; {@link Hub} refuses unsafe ones. */
    public static HubAccount of(HubConfig config) {
        return Loopback.is(config.url())
                ? new HubAccount(LOOPBACK, null)
                : new HubAccount(
                        spelled(Clients.base(config.url())),
                        config.account().or(() -> beginning(config.apiKey())).orElse(null));
    }

    public boolean isLoopback() {
        return address.equals(LOOPBACK);
    }

    /** Returns whether both can be the same account of the same Hub. An unknown account matches any account. */
    public boolean canBe(HubAccount other) {
        return address.equals(other.address)
                && (account == null
                        || other.account == null
                        || begins(account, other.account)
                        || begins(other.account, account));
    }

    private static boolean begins(String whole, String beginning) {
        return whole.equals(beginning) || whole.startsWith(beginning + "_");
    }

    private static Optional<String> beginning(Optional<String> key) {
        return key.map(String::strip).map(KEY::matcher).filter(Matcher::matches).map(match -> match.group(1));
    }

    private static String spelled(URI base) {
        if (base.getHost() == null) {
            return base.toString();
        }
        String scheme = base.getScheme().toLowerCase(Locale.ROOT);
        boolean isUsualPort = base.getPort() == (scheme.equals("https") ? 443 : 80);
        String port = base.getPort() < 0 || isUsualPort ? "" : ":" + base.getPort();
        return scheme + "://" + base.getHost().toLowerCase(Locale.ROOT) + port + base.getRawPath();
    }

    /** Returns the account for a reason or a log line, without a secret. */
    @Override
    public String toString() {
        return account == null ? address : address + " account " + account;
    }
}
