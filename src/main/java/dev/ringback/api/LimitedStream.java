package dev.ringback.api;

import dev.ringback.platform.Problem;
import jakarta.ws.rs.core.Response.Status;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Limits the length of a body: a read beyond the limit throws a problem 413. */
final class LimitedStream extends FilterInputStream {
    private final long most;
    private final String cure;
    private long count;

    /**
     * @param most the limit in bytes
     * @param cure the remedy for a body that is too large, as sentences
     */
    LimitedStream(InputStream body, long most, String cure) {
        super(body);
        this.most = most;
        this.cure = cure;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int more = super.read(into, offset, length);
        count(Math.max(more, 0));
        return more;
    }

    private void count(int more) {
        count += more;
        if (count > most) {
            throw Problem.of(
                            Status.REQUEST_ENTITY_TOO_LARGE,
                            "too-large",
                            "The body has more than " + most + " bytes; " + cure)
                    .thrown();
        }
    }
}
