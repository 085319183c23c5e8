package dev.ringback.calls.campaigns;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits the upload of campaigns. */
@ConfigMapping(prefix = "ringback.campaigns")
public interface UploadsConfig {
    /** The largest contacts file. Beyond 40M raise {@code quarkus.http.limits.max-body-size} too. */
    @WithDefault("32M")
    MemorySize maxUploadSize();
}
